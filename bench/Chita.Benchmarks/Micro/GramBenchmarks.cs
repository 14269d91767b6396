using BenchmarkDotNet.Attributes;
using Chita.Numerics;

namespace Chita.Benchmarks.Micro;

/// <summary>Per column that enters or leaves the support, on all threads: the change of G.</summary>
[MemoryDiagnoser]
public class GramBenchmarks
{
    private readonly int[] _all = [.. Enumerable.Range(0, Columns.Count)];
    private SolverThreads _threads = null!;
    private NativeBuffer<float> _columns = null!;
    private GramKernel _kernel = null!;

    [Params(300, 500)]
    public int Rows { get; set; }

    [GlobalSetup]
    public void Create()
    {
        _threads = new SolverThreads();
        _columns = Columns.Create(Rows);
        _kernel = new GramKernel(Rows, _threads);
    }

    [GlobalCleanup]
    public void Free()
    {
        _kernel.Dispose();
        _columns.Dispose();
        _threads.Dispose();
    }

    [Benchmark(OperationsPerInvoke = Columns.Count)]
    public Task Gram() => _kernel.AddAsync(_columns, Kernels.Padded(Rows), _all, subtract: false);
}
