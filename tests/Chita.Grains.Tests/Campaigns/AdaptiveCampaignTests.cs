using Chita.Reports;

namespace Chita.Grains.Tests.Campaigns;

/// <summary>Stages that adapt reach every level, say in the report what they tried, and come out the same whatever happens to silos.</summary>
[Collection(SiloCollection.Name)]
public sealed class AdaptiveCampaignTests
{
    private const string Stages = "{ count: 12, schedule: adaptive, start: 0.1, hold: 1 }", Levels = "[0.5, 0.8, 0.97]";

    [Theory, InlineData(false), InlineData(true)]
    public async Task Steps_are_reported_and_levels_reached(bool tuned)
    {
        var report = await RunAsync(1, tuned);
        Assert.Equal([0.5, 0.8, 0.97], report.Levels.Select(level => level.Sparsity));
        Assert.InRange(report.Stages.Count, 6, 15);
        Assert.All(report.Stages, stage =>
        {
            Assert.Equal(stage.Sparsity, stage.Steps[^1].Sparsity);
            Assert.All(stage.Steps.SkipLast(1), step => Assert.True(step.Sparsity > stage.Sparsity && step.FirstOrder == 0 || !(Math.Max(step.Predicted, step.After - step.Before - step.Predicted ?? double.PositiveInfinity) <= step.FirstOrder)));
        });
        Assert.All(report.Stages.Zip(report.Stages.Skip(1)), pair => Assert.Equal(pair.First.Steps[^1].After, pair.Second.Steps[0].Before));
        if (!tuned) // a large ridge is chosen here, whose model expects no wonders
            Assert.Contains(report.Stages, stage => stage.Steps.Count > 1);
    }

    [Theory, InlineData(Moment.Measuring, 0, false), InlineData(Moment.Measuring, 0, true), InlineData(Moment.Trying, 0, true), InlineData(Moment.Gradients, 2, false)]
    public async Task A_silo_that_dies_changes_no_step(Moment moment, int stage, bool tuned)
    {
        await using var campaign = await StartAsync(3);
        var killed = campaign.Sources.When(moment, stage, () => campaign.Silos.KillAsync(campaign.Silos.Addresses[1]));
        await campaign.SubmitAsync(tuned: tuned, sparsity: Levels, stages: Stages);
        await killed.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        AssertSame(await RunAsync(1, tuned), await campaign.SucceedAsync());
    }

    /// <summary>A loss that grows with all that is pruned: what the model says of the rows is too good for it.</summary>
    private static async Task<TestCampaign> StartAsync(int silos)
    {
        var campaign = await TestCampaign.StartAsync(silos);
        campaign.Sources.Best = 1;
        return campaign;
    }

    private static async Task<RunReport> RunAsync(int silos, bool tuned)
    {
        await using var campaign = await StartAsync(silos);
        await campaign.SubmitAsync(tuned: tuned, sparsity: Levels, stages: Stages);
        return await campaign.SucceedAsync();
    }

    private static void AssertSame(RunReport expected, RunReport actual)
    {
        Assert.Equal(expected.Stages.SelectMany(stage => stage.Steps), actual.Stages.SelectMany(stage => stage.Steps));
        Assert.Equal(expected.Digest, actual.Digest);
    }
}
