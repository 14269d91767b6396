using BenchmarkDotNet.Attributes;
using Chita.Benchmarks.Problems;
using Chita.Blocks;
using Chita.Numerics;
using Chita.Selection;

namespace Chita.Benchmarks.Micro;

/// <summary>Scores ranked by three histograms and the largest tenth selected, on all threads; no A is read.</summary>
[MemoryDiagnoser]
public class SelectionBenchmarks
{
    private SolverThreads _threads = null!;
    private InProcessBlocks _blocks = null!;

    [Params(32_768, 262_144)]
    public int Weights { get; set; }

    [GlobalSetup]
    public void Create()
    {
        _threads = new SolverThreads();
        _blocks = NoiseProblem.Create(rows: 1, Weights, GradientStorage.Float32, _threads, CancellationToken.None);
    }

    [GlobalCleanup]
    public void Free()
    {
        _blocks.Dispose();
        _threads.Dispose();
    }

    [Benchmark]
    public async Task<double> Select()
    {
        var (_, sums) = await new Unstructured(Weights / 10).SelectAtAsync(_blocks.Root, []);
        return sums.KeptScoreSquares;
    }
}
