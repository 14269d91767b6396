using Chita.Reports;

namespace Chita.Grains.Tests.Campaigns;

/// <summary>Statistics taken anew: beside what is measured without, and the same bits whatever happens to silos.</summary>
[Collection(SiloCollection.Name)]
public sealed class RecalibrationCampaignTests
{
    private const string Levels = "[0.3, 0.8, 0.95]";

    [Fact]
    public async Task Both_figures_are_reported_and_the_network_without_is_as_if_nothing_were_asked_for()
    {
        await using var without = await TestCampaign.StartAsync(1);
        await without.SubmitAsync(tuned: true, sparsity: Levels);
        var (plain, recalibrated) = (await without.SucceedAsync(), await RunAsync(1));

        Assert.Equal((plain.Dense, plain.Magnitude, plain.Pruned, plain.Kept), (recalibrated.Dense, recalibrated.Magnitude, recalibrated.Pruned, recalibrated.Kept));
        Assert.Equal(plain.Levels.Select(Text), recalibrated.Levels.Select(level => Text(level with { Recalibrated = null })));
        Assert.All(recalibrated.Levels, level => Assert.InRange(level.Recalibrated!.Value / level.Pruned!.Value, 0.4, 0.6));
        Assert.Equal(recalibrated.Levels[^1].Recalibrated, recalibrated.Recalibrated);
        Assert.NotEqual(plain.Digest, recalibrated.Digest); // of the whole file here: the statistics are in it
        Assert.Null(plain.Recalibrated);
    }

    [Theory, InlineData(2), InlineData(3)]
    public async Task Any_number_of_silos_gives_the_same_bits(int silos) => AssertSame(await RunAsync(1), await RunAsync(silos));

    [Theory, InlineData(Moment.Statistics, 0), InlineData(Moment.Statistics, 1), InlineData(Moment.Recalibrated, 1), InlineData(Moment.Gradients, 1), InlineData(Moment.Writing, 1)]
    public async Task A_silo_that_dies_changes_no_bit(Moment moment, int victim)
    {
        await using var campaign = await TestCampaign.StartAsync(3);
        var killed = campaign.Sources.When(moment, moment == Moment.Gradients ? 1 : 0, () => campaign.Silos.KillAsync(campaign.Silos.Addresses[victim]));
        await campaign.SubmitAsync(tuned: true, sparsity: Levels, recalibrate: true);
        await killed.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        AssertSame(await RunAsync(1), await campaign.SucceedAsync());
    }

    [Fact]
    public async Task The_gate_is_for_what_is_written()
    {
        await using var campaign = await TestCampaign.StartAsync(1);
        campaign.Sources.Loss = weights => weights.Count(weight => weight == 0) / (TestSources.LossUnit * weights.Length); // recalibrated: half of it
        await campaign.SubmitAsync(quality: "{ maxDegradation: 0.35, onFail: bisect }", sparsity: "0.95", recalibrate: true);
        var report = await campaign.SucceedAsync();
        Assert.InRange(report.Recalibrated!.Value, 0.34, 0.35);
        Assert.InRange(report.Pruned!.Value, 0.6, 0.75);
        Assert.Equal((report.Pruned.Value, report.Recalibrated.Value), (report.Stages[^1].Pruned!.Value, report.Stages[^1].Recalibrated!.Value));
    }

    private static async Task<RunReport> RunAsync(int silos)
    {
        await using var campaign = await TestCampaign.StartAsync(silos);
        await campaign.SubmitAsync(tuned: true, sparsity: Levels, recalibrate: true);
        return await campaign.SucceedAsync();
    }

    private static void AssertSame(RunReport expected, RunReport actual)
    {
        Assert.Equal(expected.Digest, actual.Digest);
        Assert.Equal((expected.Pruned, expected.Recalibrated), (actual.Pruned, actual.Recalibrated));
        Assert.Equal(expected.Levels.Select(Text), actual.Levels.Select(Text));
    }

    private static string Text(LevelReport level) => $"{level with { Trials = [], Layers = [] }} {string.Join(' ', level.Layers)}";
}
