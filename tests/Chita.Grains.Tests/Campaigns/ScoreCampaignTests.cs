using Chita.Grains.Coordination;
using Chita.Output;

namespace Chita.Grains.Tests.Campaigns;

/// <summary>A campaign that keeps its scores: they lie in the blocks for a while, and come out the same whatever is lost then.</summary>
[Collection(SiloCollection.Name)]
public sealed class ScoreCampaignTests
{
    private const string Output = "out, scores: true";
    private const string Planned = "{ count: 3, schedule: exponential, start: 0.1 }";
    private const string Adaptive = "{ count: 6, schedule: adaptive, start: 0.1 }";

    [Fact]
    public async Task Scores_are_left_beside_the_network_and_change_nothing_in_it()
    {
        await using var without = await TestCampaign.StartAsync(1);
        await without.SubmitAsync();
        await using var campaign = await TestCampaign.StartAsync(1);
        await campaign.SubmitAsync(output: Output);
        var report = await campaign.SucceedAsync();
        Assert.Equal((await without.SucceedAsync()).Digest, report.Digest);
        Assert.Contains(ScoreFile.Name, report.Files.Select(file => file.Path));
        Assert.False(File.Exists(Path.Combine(without.Output, ScoreFile.Name)));

        using var file = ScoreFile.Open(Path.Combine(campaign.Output, ScoreFile.Name));
        var (scores, weights) = (file.Read(TestSources.Layout.Tensors), await WeightsAsync(campaign));
        Assert.Equal(report.Kept, weights.Count(weight => weight != 0));
        Assert.All(weights.Zip(scores), pair => Assert.True(pair.First == 0 || pair.First.Equals(pair.Second)));
        var own = file.Dual.Bound(weights.Sum(weight => (double)weight * weight)); // D without other weights that want in is Q
        Assert.Equal(report.Stages[^1].Objective!.Value, own, 1e-4 * Math.Abs(own));
    }

    [Theory]
    [InlineData(0, false, "0.9", "")]
    [InlineData(1, false, "0.9", "")]
    [InlineData(2, true, "0.9", "")]
    [InlineData(1, false, "[0.5, 0.9]", "")]
    [InlineData(1, false, "0.95", "{ maxDegradation: 0.7, onFail: bisect }")]
    [InlineData(1, false, "0.9", "", Adaptive)]
    public async Task A_silo_that_dies_after_the_last_stage_changes_no_bit_of_them(int victim, bool slices, string sparsity, string quality, string stages = Planned)
    {
        await using var alone = await StartAsync(1, null, slices: false);
        await alone.SubmitAsync(output: Output, sparsity: sparsity, quality: quality, stages: stages);
        var expected = await alone.SucceedAsync();

        TestCampaign? running = null;
        var kills = 1;
        var interception = new Interception(typeof(ICoordinatorGrain), nameof(ICoordinatorGrain.Score), async _ =>
        {
            if (Interlocked.Decrement(ref kills) == 0)
                await running!.Silos.KillAsync(running.Silos.Addresses[victim]);
        });
        await using var campaign = running = await StartAsync(3, interception, slices);
        await campaign.SubmitAsync(output: Output, sparsity: sparsity, quality: quality, stages: stages);
        var report = await campaign.SucceedAsync();
        Assert.True(kills <= 0);
        Assert.Equal((expected.Digest, expected.Stages.Count, expected.Levels.Count), (report.Digest, report.Stages.Count, report.Levels.Count));
        Assert.Equal(await BytesAsync(alone), await BytesAsync(campaign));
    }

    /// <summary>What is measured is the share of weights that are zero, for the gate.</summary>
    private static async Task<TestCampaign> StartAsync(int silos, Interception? network, bool slices)
    {
        var campaign = await TestCampaign.StartAsync(silos, slices, network: network);
        campaign.Sources.Loss = weights => weights.Count(weight => weight == 0) / (TestSources.LossUnit * weights.Length);
        return campaign;
    }

    private static Task<byte[]> BytesAsync(TestCampaign campaign) => File.ReadAllBytesAsync(Path.Combine(campaign.Output, ScoreFile.Name), TestContext.Current.CancellationToken);

    private static async Task<float[]> WeightsAsync(TestCampaign campaign) => System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(
        await File.ReadAllBytesAsync(Path.Combine(campaign.Output, "model.bin"), TestContext.Current.CancellationToken)).ToArray();
}
