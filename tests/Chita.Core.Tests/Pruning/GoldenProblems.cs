using Chita.Blocks;
using Chita.Core.Tests.Gradients;
using Chita.Golden;
using Chita.Numerics;
using Chita.Pruning;
using Chita.Selection;

namespace Chita.Core.Tests.Pruning;

/// <summary>The problems of golden/mlpnet.json and golden/resnet20.json. Their gradients take a while: a fixture computes each A once, when a test asks.</summary>
public sealed class GoldenProblems : IDisposable
{
    private readonly SolverThreads _threads = new();
    private readonly Dictionary<string, Task<GoldenProblem>> _loaded = []; // the tests of a class run one after another

    internal Task<GoldenProblem> LoadAsync(string name)
    {
        if (!_loaded.TryGetValue(name, out var problem))
            _loaded.Add(name, problem = ComputeAsync(name));
        return problem;
    }

    public void Dispose()
    {
        foreach (var problem in _loaded.Values.Where(task => task.IsCompletedSuccessfully))
            problem.Result.Blocks.Dispose();
        _threads.Dispose();
    }

    // Absent data skip the test that waits here, and every later one: the task is kept.
    private async Task<GoldenProblem> ComputeAsync(string name)
    {
        var file = GoldenFile.Read(SharedData.RequireGolden($"{name}.json"));
        var campaign = name == "mlpnet" ? Sessions.Mlpnet() : Sessions.Resnet20();
        return new GoldenProblem(file, await ProblemBlocks.FromCampaignAsync(campaign, _threads), _threads);
    }
}

/// <summary>A golden problem with its A in blocks.</summary>
internal sealed record GoldenProblem(GoldenFile Golden, InProcessBlocks Blocks, SolverThreads Threads)
{
    public GoldenCase Case(double ridge, double firstOrder, decimal sparsity) =>
        Golden.Cases.Single(golden => (golden.Ridge, golden.FirstOrder, golden.Sparsity) == (ridge, firstOrder, sparsity));

    /// <summary>Solves as a campaign does by default.</summary>
    public Task<SolveResult> SolveAsync(IPruningMethod method, GoldenCase golden) => method.SolveAsync(
        new PruningProblem { Rule = new Unstructured(golden.K), Rows = Golden.N, Ridge = golden.Ridge, FirstOrder = golden.FirstOrder },
        Blocks.Root, Threads, null, TestContext.Current.CancellationToken);
}
