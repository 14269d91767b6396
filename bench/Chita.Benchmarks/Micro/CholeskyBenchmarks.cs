using BenchmarkDotNet.Attributes;

namespace Chita.Benchmarks.Micro;

/// <summary>(μI + G) q = c, factored and solved.</summary>
[MemoryDiagnoser]
public class CholeskyBenchmarks
{
    private double[] _gram = null!;
    private double[] _right = null!;

    [Params(300, 500, 1000)]
    public int Rows { get; set; }

    [GlobalSetup]
    public void Create()
    {
        // Positive definite: the diagonal outweighs its row.
        _right = [.. Enumerable.Repeat(1.0, Rows)];
        _gram = [.. Enumerable.Range(0, Rows).SelectMany(i => Enumerable.Range(0, i + 1).Select(j => i == j ? Rows : 1.0 / (1 + i - j)))];
    }

    [Benchmark]
    public double[] Cholesky() => Numerics.Cholesky.Solve(_gram, 1, _right);
}
