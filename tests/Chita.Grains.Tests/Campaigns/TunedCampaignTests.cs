using Chita.Reports;

namespace Chita.Grains.Tests.Campaigns;

/// <summary>Ridge and first order that a campaign chooses are the best of those it tried, and the same whatever happens to silos.</summary>
[Collection(SiloCollection.Name)]
public sealed class TunedCampaignTests
{
    [Fact]
    public async Task Each_stage_takes_the_numbers_with_the_smallest_loss()
    {
        var report = await RunAsync(1);
        Assert.All(report.Stages, stage =>
        {
            var chosen = stage.Trials.Single(trial => (trial.Ridge, trial.FirstOrder) == (stage.Ridge, stage.FirstOrder));
            Assert.All(stage.Trials, trial => Assert.True(chosen.Loss <= trial.Loss, $"{trial} against {chosen}"));
            Assert.InRange(stage.Trials.Count, 4, 10);
            Assert.NotNull(stage.LossBefore);
        });
        Assert.True(report.Stages.SelectMany(stage => stage.Trials).Select(trial => trial.Ridge).Distinct().Count() > 2);
    }

    [Theory, InlineData(0.5, false), InlineData(1, true)]
    public async Task All_ridges_are_tried_at_first_and_again_when_the_loss_has_doubled(double best, bool grows)
    {
        await using var campaign = await TestCampaign.StartAsync(1);
        campaign.Sources.Best = best; // at 1 the dense network has no loss, and every stage adds to it
        await campaign.SubmitAsync(tuned: true);
        var report = await campaign.SucceedAsync();
        Assert.Equal([true, grows, grows], report.Stages.Select(stage => stage.Trials.Select(trial => trial.Ridge).Distinct().Count() >= 7));
    }

    [Fact]
    public async Task More_silos_choose_the_same() => AssertSame(await RunAsync(1), await RunAsync(3));

    [Theory, InlineData(0), InlineData(1), InlineData(2)]
    public async Task A_silo_that_dies_in_a_trial_changes_nothing(int victim)
    {
        await using var campaign = await TestCampaign.StartAsync(3);
        var killed = campaign.Sources.When(Moment.Trying, 0, () => campaign.Silos.KillAsync(campaign.Silos.Addresses[victim]));
        await campaign.SubmitAsync(tuned: true);
        await killed.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        AssertSame(await RunAsync(1), await campaign.SucceedAsync());
    }

    private static async Task<RunReport> RunAsync(int silos)
    {
        await using var campaign = await TestCampaign.StartAsync(silos);
        await campaign.SubmitAsync(tuned: true);
        return await campaign.SucceedAsync();
    }

    private static void AssertSame(RunReport expected, RunReport actual)
    {
        Assert.Equal(expected.Digest, actual.Digest);
        Assert.Equal(expected.Stages.SelectMany(stage => stage.Trials), actual.Stages.SelectMany(stage => stage.Trials));
    }
}
