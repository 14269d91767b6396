using BenchmarkDotNet.Attributes;
using Chita.Numerics;

namespace Chita.Benchmarks.Micro;

/// <summary>Per column of A, on one thread: its squared norm.</summary>
[MemoryDiagnoser]
public unsafe class NormBenchmarks
{
    private NativeBuffer<float> _columns = null!;

    [Params(300, 500)]
    public int Rows { get; set; }

    [GlobalSetup]
    public void Create() => _columns = Columns.Create(Rows);

    [GlobalCleanup]
    public void Free() => _columns.Dispose();

    [Benchmark(OperationsPerInvoke = Columns.Count)]
    public double Norm()
    {
        var stride = Kernels.Padded(Rows);
        var sum = 0.0;
        for (var j = 0; j < Columns.Count; j++)
            sum += Kernels.SquaredNorm(_columns.Start + (long)j * stride, stride);
        return sum;
    }
}
