using Chita.Campaigns;
using Chita.Core.Tests.Pruning;
using Chita.Gradients;
using Chita.Numerics;

namespace Chita.Core.Tests.Gradients;

/// <summary>A of real campaigns against the golden values that were computed with PyTorch.</summary>
public sealed class GoldenGradientTests(GoldenProblems problems)
{
    private const double Tolerance = 1e-5;

    // A row that the network is sure of is 1 − p times one that it is not, and p is known to a few units of float32's last place below 1: how
    // many differs from processor to processor.
    private const double LastPlaces = 4 * 1.2e-7;

    [Fact]
    public async Task Rows_of_one_image_are_the_golden_ones() => await Check("mlpnet");

    [Fact]
    public async Task Rows_of_sixteen_images_are_the_golden_ones() => await Check("resnet20");

    [Fact]
    public async Task The_number_of_solver_threads_changes_no_bit_of_a_row() =>
        Assert.Equal(await Rows(Sessions.Mlpnet(), threads: 1), await Rows(Sessions.Mlpnet(), threads: 3));

    private async Task Check(string name)
    {
        var (expected, campaign, norms, _, threads) = await problems.LoadAsync(name);
        using var session = await threads.RunAsync(() => new NetworkSession(campaign, threads));
        Assert.Equal(expected.Parameters, session.Prunable.Select(tensor => tensor.Name));
        Assert.Equal((expected.N, expected.P), (session.Rows, session.Layout.Weights));

        Assert.Equal(expected.N, norms.Rows.Count);
        AssertRelative(expected.Frobenius, norms.Frobenius);
        AssertRelative(expected.ColumnSumNorm, norms.Sum);
        Assert.All(expected.FirstRowNorms.Zip(norms.Rows), pair => AssertRelative(pair.First, pair.Second, LastPlaces * norms.Rows.Max()));
    }

    private static async Task<float[]> Rows(CampaignSpec campaign, int threads)
    {
        using var pool = new SolverThreads(threads);
        using var session = new NetworkSession(campaign, pool);
        using var rows = await session.ComputeAsync(0, 0, 12, TestContext.Current.CancellationToken);
        var tile = new float[session.Layout.Weights * rows.Rows];
        rows.CopyTile(0, tile);
        return tile;
    }

    private static void AssertRelative(double expected, double actual, double rounding = 0) =>
        Assert.True(Math.Abs(expected - actual) <= Tolerance * expected + rounding, $"expected {expected:r}, got {actual:r}");
}
