using BenchmarkDotNet.Attributes;
using Chita.Numerics;

namespace Chita.Benchmarks.Micro;

/// <summary>Per column of A, on one thread: y + f·a, a term of a sum of columns.</summary>
[MemoryDiagnoser]
public unsafe class ColumnSumBenchmarks
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
    public void ColumnSum()
    {
        var stride = Kernels.Padded(Rows);
        for (var j = 0; j < Columns.Count; j++)
            Kernels.Add(_columns.Start + (long)j * stride, 0.5, _vector.Start, stride);
    }
}
