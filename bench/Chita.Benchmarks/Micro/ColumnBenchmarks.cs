using BenchmarkDotNet.Attributes;
using Chita.Numerics;

namespace Chita.Benchmarks.Micro;

/// <summary>Per column of A, on one thread: the kernels that read A.</summary>
[MemoryDiagnoser]
public unsafe class ColumnBenchmarks
{
    private NativeBuffer<Float32> _columns = null!;
    private NativeBuffer<double> _vector = null!;

    [Params(300, 500)]
    public int Rows { get; set; }

    private int Stride => Kernels.Padded(Rows);

    [GlobalSetup]
    public void Create() => (_columns, _vector) = (Columns.Create(Rows), Columns.Vector(Rows));

    [GlobalCleanup]
    public void Free()
    {
        _columns.Dispose();
        _vector.Dispose();
    }

    /// <summary>aᵀq, which is what a score takes.</summary>
    [Benchmark(OperationsPerInvoke = Columns.Count)]
    public double Score()
    {
        var sum = 0.0;
        for (var j = 0; j < Columns.Count; j += Kernels.StreamedColumns)
            sum += Kernels.StreamingDots(Column(j), _vector.Start, Stride)[0];
        return sum;
    }

    /// <summary>y + f·a, a term of a sum of columns.</summary>
    [Benchmark(OperationsPerInvoke = Columns.Count)]
    public void Sum()
    {
        for (var j = 0; j < Columns.Count; j++)
            Kernels.Add(Column(j), 0.5, _vector.Start, Stride);
    }

    /// <summary>The same and the squared norm of a: the moments that every solve begins with.</summary>
    [Benchmark(OperationsPerInvoke = Columns.Count)]
    public double SumAndNorm()
    {
        var sum = 0.0;
        for (var j = 0; j < Columns.Count; j++)
            sum += Kernels.AddAndSquare(Column(j), 0.5, _vector.Start, Stride);
        return sum;
    }

    private Float32* Column(int j) => _columns.Start + (long)j * Stride;
}
