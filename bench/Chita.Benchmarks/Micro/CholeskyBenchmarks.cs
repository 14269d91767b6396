using BenchmarkDotNet.Attributes;
using Chita.Numerics;

namespace Chita.Benchmarks.Micro;

/// <summary>(μI + G) q = c, factored and solved, on all threads.</summary>
[MemoryDiagnoser]
public class CholeskyBenchmarks
{
    private SolverThreads _threads = null!;
    private Cholesky _factor = null!;
    private double[] _gram = null!;
    private double[] _right = null!;

    [Params(300, 500, 1000, 2000)]
    public int Rows { get; set; }

    [GlobalSetup]
    public void Create()
    {
        _threads = new SolverThreads();
        _factor = new Cholesky(Rows, _threads);
        _right = [.. Enumerable.Repeat(1.0, Rows)];
        _gram = new double[TriangleTiles.Length(Rows)];
        for (var i = 0; i < Rows; i++)
        {
            // Positive definite: the diagonal outweighs its row.
            for (var j = 0; j < Rows; j++)
                _gram[TriangleTiles.Index(i, j)] = i == j ? Rows : 1.0 / (1 + Math.Abs(i - j));
        }
    }

    [GlobalCleanup]
    public void Free()
    {
        _factor.Dispose();
        _threads.Dispose();
    }

    [Benchmark]
    public async Task<double[]> FactorAndSolve()
    {
        await _factor.FactorAsync(_gram, 1);
        return _factor.Solve(_right);
    }
}
