using System.Collections.Concurrent;
using Chita.Blocks;
using Chita.Campaigns;
using Chita.Core.Tests.Gradients;
using Chita.Golden;
using Chita.Numerics;
using Chita.Pruning;
using Chita.Selection;

[assembly: AssemblyFixture(typeof(Chita.Core.Tests.Pruning.GoldenProblems))]

namespace Chita.Core.Tests.Pruning;

/// <summary>The problems of golden/mlpnet.json and golden/resnet20.json. Their gradients take a while: each A is computed once, when the first test asks.</summary>
public sealed class GoldenProblems : IDisposable
{
    private readonly SolverThreads _threads = new();
    private readonly ConcurrentDictionary<string, Lazy<Task<GoldenProblem>>> _loaded = new();

    internal Task<GoldenProblem> LoadAsync(string name) => _loaded.GetOrAdd(name, _ => new(() => ComputeAsync(name))).Value;

    public void Dispose()
    {
        foreach (var problem in _loaded.Values.Select(problem => problem.Value).Where(task => task.IsCompletedSuccessfully))
            problem.Result.Blocks.Dispose();
        _threads.Dispose();
    }

    // Absent data skip the test that waits here, and every later one: the task is kept.
    private async Task<GoldenProblem> ComputeAsync(string name)
    {
        var file = GoldenFile.Read(SharedData.RequireGolden($"{name}.json"));
        var campaign = name == "mlpnet" ? Sessions.Mlpnet() : Sessions.Resnet20();
        var norms = new MatrixNorms(file.P);
        return new GoldenProblem(file, campaign, norms, await ProblemBlocks.FromCampaignAsync(campaign, _threads, computed: norms.Add), _threads);
    }
}

/// <summary>A golden problem with its A in blocks.</summary>
internal sealed record GoldenProblem(GoldenFile Golden, CampaignSpec Campaign, MatrixNorms Norms, InProcessBlocks Blocks, SolverThreads Threads)
{
    public GoldenCase Case(double ridge, double firstOrder, decimal sparsity) =>
        Golden.Cases.Single(golden => (golden.Ridge, golden.FirstOrder, golden.Sparsity) == (ridge, firstOrder, sparsity));

    /// <summary>Solves as a campaign does by default.</summary>
    public Task<SolveResult> SolveAsync(IPruningMethod method, GoldenCase golden) => method.SolveAsync(
        new PruningProblem { Rule = new Unstructured(golden.K), Rows = Golden.N, Ridge = golden.Ridge, FirstOrder = golden.FirstOrder },
        Blocks.Root, Threads, null, TestContext.Current.CancellationToken);
}
