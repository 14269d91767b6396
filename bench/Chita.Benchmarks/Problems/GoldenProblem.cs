using Chita.Blocks;
using Chita.Campaigns;
using Chita.Golden;
using Chita.Numerics;

namespace Chita.Benchmarks.Problems;

/// <summary>Problems whose A are the gradients of a real network, with golden values to compare with.</summary>
internal static class GoldenProblem
{
    public static Task<BenchmarkProblem> MlpnetAsync(GradientStorage storage, SolverThreads threads, CancellationToken cancellation) => LoadAsync(
        "mlpnet", "the 784-40-20-10 network of the CHITA paper on MNIST, rows of one image",
        GoldenCampaigns.Mlpnet(Data("networks/mlpnet.pt"), Data("mnist/train-images-idx3-ubyte.gz")), storage, threads, cancellation);

    public static Task<BenchmarkProblem> Resnet20Async(GradientStorage storage, SolverThreads threads, CancellationToken cancellation) => LoadAsync(
        "resnet20", "ResNet20 of the CHITA paper on CIFAR-10, rows of 16 images",
        GoldenCampaigns.Resnet20(Data("networks/resnet20.pt"), Data("cifar10/train_5085.bin")), storage, threads, cancellation);

    private static async Task<BenchmarkProblem> LoadAsync(
        string name, string description, CampaignSpec campaign, GradientStorage storage, SolverThreads threads, CancellationToken cancellation)
    {
        var file = $"{name}.json";
        var golden = GoldenFile.Read(SharedFolder.FindGolden(file)
            ?? throw new AbsentDataException($"golden/{file} is neither beside CHITA_DATA nor in ../shared/golden"));
        var blocks = await ProblemBlocks.FromCampaignAsync(campaign, threads, storage, rows => Progress.Tell($"{name}: {rows.First + rows.Rows} of {golden.N} rows"), cancellation);
        await CheckAsync(blocks, golden, name);
        return new BenchmarkProblem(name, description, golden.N, golden.P, storage, blocks,
            [.. golden.Cases.Select(solve => new ProblemCase(solve.Ridge, solve.FirstOrder, solve.Sparsity, solve.Reached, solve.ReferenceIht, solve.ReferenceSeconds))]);
    }

    /// <summary>A table over another A than the golden one would compare nothing. The limit leaves room for bfloat16.</summary>
    private static async Task CheckAsync(InProcessBlocks blocks, GoldenFile golden, string name)
    {
        var norm = Math.Sqrt((await blocks.Root.MomentsAsync()).GradientSquares);
        if (Math.Abs(norm - golden.Frobenius) > 1e-3 * golden.Frobenius)
            throw new InvalidInputException(FormattableString.Invariant($"{name}: ‖A‖ is {norm:g6}, the golden one {golden.Frobenius:g6}: these are other data."));
    }

    private static string Data(string path) =>
        SharedFolder.Find(path) ?? throw new AbsentDataException($"{path} is neither in CHITA_DATA nor in ../shared/data");
}
