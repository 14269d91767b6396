using Chita.Grains.Campaigns;
using Chita.Grains.Coordination;

namespace Chita.Grains.Tests.Campaigns;

/// <summary>Commands that come while a campaign is about to do something else.</summary>
[Collection(SiloCollection.Name)]
public sealed class CampaignRaceTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly CancellationToken _stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_campaign_that_is_to_go_on_while_it_gives_things_back_goes_on()
    {
        var (reached, go) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var campaign = await TestCampaign.StartAsync(1, network: new Interception(typeof(ICoordinatorGrain), nameof(ICoordinatorGrain.Close), _ =>
        {
            reached.TrySetResult();
            return go.Task;
        }));
        campaign.Sources.When(Moment.Gradients, 1, async () => await campaign.Grain.Pause()).Ignore();
        await campaign.SubmitAsync();
        await reached.Task.WaitAsync(TimeSpan.FromMinutes(1), _stop);
        Assert.Equal((CampaignState.Pausing, CampaignWish.Run), await campaign.Grain.Resume() is { } status ? (status.State, status.Wish) : default);
        go.SetResult();
        await campaign.SucceedAsync();
    }

    [Fact]
    public async Task A_campaign_that_waits_is_paused_at_once_and_listed_so()
    {
        await using var campaign = await TestCampaign.StartAsync(1);
        campaign.Sources.When(Moment.Gradients, 1, () => throw new InvalidDataException("this may pass")).Ignore();
        await campaign.SubmitAsync(", retries: 1");
        await campaign.UntilAsync(status => status is { State: CampaignState.Pending, Attempts: [{ Outcome: "Failed" }] }); // it is tried again in 5 s

        Assert.Equal(CampaignState.Paused, (await campaign.Grain.Pause())!.State);
        Assert.Equal(CampaignState.Paused, await ListedAsync(campaign));
        Assert.NotEqual(CampaignState.Paused, (await campaign.Grain.Resume())!.State);
        await campaign.SucceedAsync();
    }

    [Fact]
    public async Task The_list_says_that_a_campaign_is_at_work_and_later_that_it_pauses()
    {
        var go = new TaskCompletionSource(); // what it holds is not given back before: it may be paused at once otherwise
        await using var campaign = await TestCampaign.StartAsync(1, network: new Interception(typeof(ICoordinatorGrain), nameof(ICoordinatorGrain.Close), _ => go.Task));
        var told = campaign.Sources.When(Moment.Gradients, 1, async () =>
        {
            await UntilListedAsync(campaign, CampaignState.Running);
            await campaign.Grain.Pause();
        });
        await campaign.SubmitAsync();
        await told.WaitAsync(TimeSpan.FromMinutes(1), _stop);
        await UntilListedAsync(campaign, CampaignState.Pausing);
        go.SetResult();
        await UntilListedAsync(campaign, CampaignState.Paused);
    }

    [Fact]
    public async Task A_list_that_does_not_answer_keeps_no_campaign_from_going_on()
    {
        await using var campaign = await TestCampaign.StartAsync(1, network: new Interception(
            typeof(ICampaignIndexGrain), nameof(ICampaignIndexGrain.Put), entry => ((CampaignEntry)entry!).State.IsFinal() ? Task.CompletedTask : throw new TimeoutException("The list does not answer.")));
        await campaign.SubmitAsync();
        await campaign.SucceedAsync();
        await UntilListedAsync(campaign, CampaignState.Succeeded);
    }

    [Fact]
    public async Task A_coordinator_that_does_not_answer_keeps_nobody_waiting_who_pauses()
    {
        var silent = new TaskCompletionSource();
        var isAsked = false;
        await using var campaign = await TestCampaign.StartAsync(1, network: new Interception(typeof(ICoordinatorGrain), nameof(ICoordinatorGrain.GetProgress), _ =>
        {
            isAsked = true;
            return silent.Task;
        }));
        await campaign.SubmitAsync();
        while (!isAsked && !(await campaign.Grain.GetStatus())!.State.IsFinal())
            await Task.Delay(1, _stop);
        Assert.NotNull(await campaign.Grain.Pause());
        silent.SetResult();
    }

    [Fact]
    public async Task What_a_dead_owner_left_beside_the_output_goes_with_the_campaign()
    {
        await using var campaign = await TestCampaign.StartAsync(1);
        campaign.Sources.When(Moment.Gradients, 1, async () => await campaign.Grain.Pause()).Ignore();
        await campaign.SubmitAsync();
        await campaign.UntilAsync(status => status.State == CampaignState.Paused);
        var left = Directory.CreateDirectory($"{campaign.Output}.partial-1-of-the-dead").FullName;
        await File.WriteAllTextAsync(Path.Combine(left, "model.bin"), "half of it", _stop);
        await campaign.Grain.Cancel();
        await campaign.EndAsync();
        await UntilAsync(() => Task.FromResult(!Directory.Exists(left)));
    }

    [Fact]
    public async Task A_campaign_that_is_run_again_while_the_last_one_gives_things_back_keeps_its_reminder()
    {
        var (reached, go) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var campaign = await TestCampaign.StartAsync(1, network: new Interception(typeof(ICoordinatorGrain), nameof(ICoordinatorGrain.Close), _ =>
        {
            reached.TrySetResult();
            return go.Task;
        }));
        campaign.Sources.When(Moment.Gradients, 1, async () => await campaign.Grain.Cancel()).Ignore();
        await campaign.SubmitAsync();
        await reached.Task.WaitAsync(TimeSpan.FromMinutes(1), _stop);
        var held = campaign.Sources.When(Moment.Gradients, 1, async () => Assert.Single((await RemindersAsync(campaign)).Reminders));
        var again = campaign.SubmitAsync(again: true);
        go.SetResult();
        await again;
        await held.WaitAsync(TimeSpan.FromMinutes(1), _stop);
        await campaign.SucceedAsync();
    }

    private static Task<ReminderTableData> RemindersAsync(TestCampaign campaign) =>
        campaign.Silos.Service<IReminderTable>(campaign.Silos.Addresses[0]).ReadRows(campaign.Grain.GetGrainId());

    private static async Task<CampaignState?> ListedAsync(TestCampaign campaign) =>
        (await CampaignIndex.ListAsync(campaign.Silos.Grains, new CampaignFilter(), "", 10)).SingleOrDefault()?.State;

    private Task UntilListedAsync(TestCampaign campaign, CampaignState state) => UntilAsync(async () => await ListedAsync(campaign) == state);

    private async Task UntilAsync(Func<Task<bool>> wanted)
    {
        for (var started = TimeProvider.System.GetTimestamp(); !await wanted(); await Task.Delay(20, _stop))
            Assert.True(TimeProvider.System.GetElapsedTime(started) < Patience);
    }
}
