using Chita.Numerics;

namespace Chita.Benchmarks.Micro;

/// <summary>Columns of A as a block holds them, full of noise.</summary>
internal static class Columns
{
    /// <summary>Columns in a benchmark: with 300 rows or more they do not fit into a core's own cache.</summary>
    public const int Count = 4096;

    public static NativeBuffer<Float32> Create(int rows)
    {
        var stride = Kernels.Padded(rows);
        var columns = new NativeBuffer<Float32>((long)Count * stride);
        for (var j = 0; j < Count; j++)
        {
            var random = CounterRandom.For(j);
            for (var i = 0; i < rows; i++)
                columns[(long)j * stride + i] = Float32.Nearest(random.Below(2001, i) / 1000f - 1);
        }

        return columns;
    }

    /// <summary>A padded n-vector of ones.</summary>
    public static NativeBuffer<double> Vector(int rows)
    {
        var vector = new NativeBuffer<double>(Kernels.Padded(rows));
        vector.Slice(0, rows).Fill(1);
        return vector;
    }
}
