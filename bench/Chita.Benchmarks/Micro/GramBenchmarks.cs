using BenchmarkDotNet.Attributes;
using Chita.Numerics;

namespace Chita.Benchmarks.Micro;

/// <summary>Per column that enters or leaves the support, on all threads: the change of G.</summary>
[MemoryDiagnoser]
public class GramBenchmarks
{
    private SolverThreads _threads = null!;
    private NativeBuffer<Float32> _columns = null!;
    private NativeBuffer<float> _weights = null!;
    private NativeBuffer<int> _all = null!;
    private double[] _gram = null!;
    private double[] _product = null!;
    private GramKernel _kernel = null!;

    [Params(300, 500)]
    public int Rows { get; set; }

    [GlobalSetup]
    public void Create()
    {
        _threads = new SolverThreads();
        _columns = Columns.Create(Rows);
        _weights = new NativeBuffer<float>(Columns.Count);
        _all = new NativeBuffer<int>(Columns.Count);
        for (var j = 0; j < Columns.Count; j++)
            _all[j] = j;
        _gram = new double[TriangleTiles.Length(Rows)];
        _product = new double[Kernels.Padded(Rows)];
        _kernel = new GramKernel(_threads);
    }

    [GlobalCleanup]
    public void Free()
    {
        _kernel.Dispose();
        _columns.Dispose();
        _weights.Dispose();
        _all.Dispose();
        _threads.Dispose();
    }

    [Benchmark(OperationsPerInvoke = Columns.Count)]
    public Task Gram() => _kernel.AddAsync(Weighted, new ColumnList(_all, Columns.Count), new ColumnList(_all, 0), _gram, _product);

    private unsafe WeightedColumns<Float32> Weighted => new(_columns.Start, Kernels.Padded(Rows), _weights.Start);
}
