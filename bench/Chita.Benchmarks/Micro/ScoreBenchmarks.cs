using BenchmarkDotNet.Attributes;
using Chita.Numerics;

namespace Chita.Benchmarks.Micro;

/// <summary>Per column of A, on one thread: aᵀq, which is what a score takes.</summary>
[MemoryDiagnoser]
public unsafe class ScoreBenchmarks
{
    private NativeBuffer<Float32> _columns = null!;
    private NativeBuffer<double> _vector = null!;

    [Params(300, 500)]
    public int Rows { get; set; }

    [GlobalSetup]
    public void Create() => (_columns, _vector) = (Columns.Create(Rows), Columns.Vector(Rows));

    [GlobalCleanup]
    public void Free()
    {
        _columns.Dispose();
        _vector.Dispose();
    }

    [Benchmark(OperationsPerInvoke = Columns.Count)]
    public double Score()
    {
        var stride = Kernels.Padded(Rows);
        var sum = 0.0;
        for (var j = 0; j < Columns.Count; j += Kernels.StreamedColumns)
            sum += Kernels.StreamingDots(_columns.Start + (long)j * stride, _vector.Start, stride)[0];
        return sum;
    }
}
