using Chita.Campaigns;
using Chita.Golden;
using Chita.Gradients;
using Chita.Numerics;

namespace Chita.Core.Tests.Gradients;

/// <summary>A of real campaigns against the golden values that were computed with PyTorch.</summary>
public sealed class GoldenGradientTests
{
    private const double Tolerance = 1e-5;

    [Fact]
    public async Task Rows_of_one_image_are_the_golden_ones() => await Check("mlpnet.json", Sessions.Mlpnet());

    [Fact]
    public async Task Rows_of_sixteen_images_are_the_golden_ones() => await Check("resnet20.json", Sessions.Resnet20());

    [Fact]
    public async Task The_number_of_solver_threads_changes_no_bit_of_a_row() =>
        Assert.Equal(await Rows(Sessions.Mlpnet(), threads: 1), await Rows(Sessions.Mlpnet(), threads: 3));

    private static async Task Check(string golden, CampaignSpec campaign)
    {
        var expected = GoldenFile.Read(SharedData.RequireGolden(golden));
        using var threads = new SolverThreads();
        using var session = new NetworkSession(campaign, threads);
        Assert.Equal(expected.Parameters, session.Prunable.Select(tensor => tensor.Name));
        Assert.Equal((expected.N, expected.P), (session.Rows, session.Layout.Weights));

        var norms = new List<double>();
        var sum = new double[expected.P];
        for (var first = 0; first < expected.N; first += 10)
        {
            foreach (var row in await Rows(session, first, 10))
            {
                norms.Add(Norm(row));
                Add(sum, row);
            }
        }

        AssertRelative(expected.Frobenius, Math.Sqrt(norms.Sum(norm => norm * norm)));
        AssertRelative(expected.ColumnSumNorm, Math.Sqrt(sum.Sum(x => x * x)));
        Assert.All(expected.FirstRowNorms.Zip(norms), pair => AssertRelative(pair.First, pair.Second));
    }

    private static async Task<float[]> Rows(CampaignSpec campaign, int threads)
    {
        using var pool = new SolverThreads(threads);
        using var session = new NetworkSession(campaign, pool);
        return [.. (await Rows(session, 0, 12)).SelectMany(row => row)];
    }

    private static async Task<float[][]> Rows(NetworkSession session, int first, int count)
    {
        using var rows = await session.ComputeAsync(0, first, count, TestContext.Current.CancellationToken);
        var tile = new float[session.Layout.Weights * count];
        rows.CopyTile(0, tile);
        return [.. Enumerable.Range(0, count).Select(i => Enumerable.Range(0, tile.Length / count).Select(j => tile[j * count + i]).ToArray())];
    }

    private static void Add(double[] sum, ReadOnlySpan<float> row)
    {
        for (var j = 0; j < row.Length; j++)
            sum[j] += row[j];
    }

    private static double Norm(ReadOnlySpan<float> row)
    {
        var squares = 0.0;
        foreach (var x in row)
            squares += (double)x * x;
        return Math.Sqrt(squares);
    }

    private static void AssertRelative(double expected, double actual) =>
        Assert.True(Math.Abs(expected - actual) <= Tolerance * expected, $"expected {expected:r}, got {actual:r}");
}
