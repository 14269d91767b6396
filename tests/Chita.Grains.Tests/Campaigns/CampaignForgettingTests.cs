using Chita.Grains.Campaigns;
using Chita.Grains.Storage;
using Orleans.Core.Internal;

namespace Chita.Grains.Tests.Campaigns;

/// <summary>Campaigns that are forgotten: record and entry in the list go, once they have ended; the output stays.</summary>
[Collection(SiloCollection.Name)]
public sealed class CampaignForgettingTests
{
    private const int Tries = 1000;

    [Fact]
    public async Task Only_what_has_ended_is_forgotten_and_only_that_run()
    {
        await using var campaign = await TestCampaign.StartAsync(1);
        var asked = new TaskCompletionSource<bool>();
        var reached = campaign.Sources.When(Moment.Gradients, 1, async () => asked.SetResult(await campaign.Grain.Forget((await campaign.Grain.GetStatus())!.Run)));
        await campaign.SubmitAsync();
        await reached.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        Assert.False(await asked.Task);
        await campaign.SucceedAsync();

        Assert.True(await campaign.Grain.Forget("another"));
        var run = (await campaign.Grain.GetStatus())!.Run;
        await ForgetAsync(campaign, run);
        Assert.True(await campaign.Grain.Forget(run));
        Assert.True(File.Exists(Path.Combine(campaign.Output, "report.json")));

        await campaign.SubmitAsync(output: "again"); // the name is free
        var another = await campaign.EndAsync();
        Assert.Equal(CampaignState.Succeeded, another.State);
        Assert.DoesNotContain(another.Events, happened => happened.Text.Contains("recovered", StringComparison.Ordinal)); // it had nothing to recover from
        Assert.True(await campaign.Grain.Forget(run));
        Assert.NotNull(await campaign.Grain.GetStatus());
    }

    [Fact]
    public async Task A_silo_that_dies_on_the_way_leaves_it_to_the_reminder()
    {
        await using var campaign = await TestCampaign.StartAsync(1);
        await campaign.SubmitAsync();
        await campaign.SucceedAsync();
        // All that was done is that the decision was written.
        var (storage, state) = (campaign.Silos.Storage.Of(new StateSerializer()), new GrainState<CampaignRecord>());
        var id = campaign.Grain.GetGrainId();
        for (var tries = 0; await campaign.Grain.GetStatus() is not null; tries++) // the activation that ran it may be tidying up still
        {
            Assert.True(tries < Tries);
            await storage.ReadStateAsync("campaign", id, state);
            state.State = state.State! with { Forgotten = true };
            await storage.WriteStateAsync("campaign", id, state);
            await campaign.Grain.AsReference<IGrainManagementExtension>().DeactivateOnIdle(TestContext.Current.CancellationToken);
            await campaign.Grain.AsReference<IRemindable>().ReceiveReminder("go on", default, TestContext.Current.CancellationToken);        }

        Assert.Empty(await CampaignIndex.ListAsync(campaign.Silos.Grains, new CampaignFilter(), "", 10));
        Assert.True(File.Exists(Path.Combine(campaign.Output, "report.json")));
    }

    private static async Task ForgetAsync(TestCampaign campaign, string run)
    {
        for (var tries = 0; !await campaign.Grain.Forget(run); tries++) // it gives back what it holds first
        {
            Assert.True(tries < Tries);
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        Assert.Null(await campaign.Grain.GetStatus());
        Assert.Empty(await CampaignIndex.ListAsync(campaign.Silos.Grains, new CampaignFilter(), "", 10));
    }
}
