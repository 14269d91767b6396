namespace Chita.Grains.Tests.Campaigns;

/// <summary>A gate that looks for the sparsest network that passes it.</summary>
[Collection(SiloCollection.Name)]
public sealed class GateCampaignTests
{
    private const string Bisect = "{ maxDegradation: 0.7, onFail: bisect }";

    [Fact]
    public async Task The_sparsest_network_that_passes_is_written()
    {
        await using var campaign = await StartAsync(1);
        await campaign.SubmitAsync(quality: Bisect, sparsity: "0.95");
        var report = await campaign.SucceedAsync();
        Assert.InRange(report.Sparsity, 0.6985, 0.7);
        Assert.Equal([0.1, 0.6667, 0.6998], report.Stages.Select(stage => Math.Round(stage.Sparsity, 4))); // 0.6667, 0.95: halved until 0.001 is left
        Assert.Equal(report.Pruned!.Value, report.Stages[^1].Pruned!.Value, 1e-12);
        Assert.Null(report.Magnitude); // of a sparsity that was not reached
    }

    [Fact]
    public async Task A_campaign_that_passes_goes_all_the_way()
    {
        await using var campaign = await StartAsync(1);
        await campaign.SubmitAsync(quality: Bisect, sparsity: "0.69");
        var report = await campaign.SucceedAsync();
        Assert.Equal(0.69, report.Sparsity, 1e-3);
        Assert.NotNull(report.Magnitude);
    }

    [Fact]
    public async Task Where_nothing_passes_every_weight_stays()
    {
        await using var campaign = await StartAsync(1);
        campaign.Sources.Loss = weights => weights.Contains(0) ? 10 : 0;
        await campaign.SubmitAsync(quality: "{ maxDegradation: 0.1, onFail: bisect }");
        var report = await campaign.SucceedAsync();
        Assert.Equal((0, 0), (report.Sparsity, report.Pruned));
    }

    [Theory, InlineData(Moment.Gradients, 1), InlineData(Moment.Measuring, 0)]
    public async Task A_silo_that_dies_changes_nothing(Moment moment, int stage)
    {
        await using var alone = await StartAsync(1);
        await alone.SubmitAsync(quality: Bisect, sparsity: "0.95");
        await using var campaign = await StartAsync(3);
        var killed = campaign.Sources.When(moment, stage, () => campaign.Silos.KillAsync(campaign.Silos.Addresses[1]));
        await campaign.SubmitAsync(quality: Bisect, sparsity: "0.95");
        await killed.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        Assert.Equal((await alone.SucceedAsync()).Digest, (await campaign.SucceedAsync()).Digest);
    }

    /// <summary>What is measured is the share of weights that are zero.</summary>
    private static async Task<TestCampaign> StartAsync(int silos)
    {
        var campaign = await TestCampaign.StartAsync(silos);
        campaign.Sources.Loss = weights => weights.Count(weight => weight == 0) / (TestSources.LossUnit * weights.Length);
        return campaign;
    }
}
