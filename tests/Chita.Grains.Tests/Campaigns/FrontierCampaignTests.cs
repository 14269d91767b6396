using Chita.Reports;

namespace Chita.Grains.Tests.Campaigns;

/// <summary>Several sparsities in one campaign: each is answered once, in the report and for whoever asks, whatever happens to silos.</summary>
[Collection(SiloCollection.Name)]
public sealed class FrontierCampaignTests
{
    private const string Levels = "[0.95, 0.3, 0.6, 0.65, 0.8]";

    private static readonly double[] Rising = [0.3, 0.6, 0.65, 0.8, 0.95];

    [Theory, InlineData(false), InlineData(true)]
    public async Task Every_level_is_reported_and_the_highest_is_written(bool tuned)
    {
        await using var campaign = await TestCampaign.StartAsync(2);
        await campaign.SubmitAsync(tuned: tuned, sparsity: Levels);
        var report = await campaign.SucceedAsync();
        Assert.Equal(Rising, report.Levels.Select(level => level.Sparsity));
        Assert.All(report.Levels, level =>
        {
            Assert.Equal((long)((1 - (decimal)level.Sparsity) * TestSources.Layout.Weights), level.Kept);
            Assert.Equal(level.Kept, level.Layers.Sum(layer => layer.Kept));
            Assert.True(level.Objective >= level.LowerBound);
            Assert.NotNull(level.Magnitude);
            Assert.NotNull(level.HeldOutLoss);
            Assert.Equal(tuned, level.Trials.Count > 0);
        });
        Assert.Equal((report.Kept, report.Pruned, report.Magnitude), (report.Levels[^1].Kept, report.Levels[^1].Pruned, report.Levels[^1].Magnitude));
        var points = await campaign.Grain.GetFrontier();
        Assert.Equal(report.Levels.Select(level => (level.Sparsity, level.Pruned, level.Magnitude)), points!.Select(point => (point.Sparsity, point.Metric, point.Magnitude)));
    }

    [Fact]
    public async Task More_silos_answer_the_same() => AssertSame(await RunAsync(1), await RunAsync(3));

    [Theory, InlineData(Moment.Trying, 0), InlineData(Moment.Measuring, 0), InlineData(Moment.Gradients, 2)]
    public async Task A_silo_that_dies_changes_no_answer(Moment moment, int stage)
    {
        await using var campaign = await TestCampaign.StartAsync(3);
        var killed = campaign.Sources.When(moment, stage, () => campaign.Silos.KillAsync(campaign.Silos.Addresses[1]));
        await campaign.SubmitAsync(tuned: true, sparsity: Levels);
        await killed.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        AssertSame(await RunAsync(1), await campaign.SucceedAsync());
    }

    private static async Task<RunReport> RunAsync(int silos)
    {
        await using var campaign = await TestCampaign.StartAsync(silos);
        await campaign.SubmitAsync(tuned: true, sparsity: Levels);
        return await campaign.SucceedAsync();
    }

    private static void AssertSame(RunReport expected, RunReport actual)
    {
        Assert.Equal(expected.Digest, actual.Digest);
        Assert.Equal(expected.Levels.Select(Text), actual.Levels.Select(Text));

        static string Text(LevelReport level) => $"{level with { Trials = [], Layers = [] }} {string.Join(' ', level.Trials)} {string.Join(' ', level.Layers)}";
    }
}
