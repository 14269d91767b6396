using Chita.Numerics;

namespace Chita.Core.Tests.Numerics;

/// <summary>Columns of A, their weights, and which of them enter and leave a support.</summary>
internal sealed record GramProblem(int Rows, float[] A, float[] Weights, int[] Entered, int[] Left)
{
    public static GramProblem OfWholeNumbers(int rows, int columns, ulong seed, int entered, int left) =>
        Of(rows, columns, seed, entered, left, number => number);

    public static GramProblem OfFractions(int rows, int columns, ulong seed, int entered, int left) =>
        Of(rows, columns, seed, entered, left, number => number / 7);

    public (double[] Gram, double[] Product) NoSums() => (new double[TriangleTiles.Length(Rows)], new double[Kernels.Padded(Rows)]);

    public async Task AddAsync<T>(GramKernel kernel, (double[] Gram, double[] Product) sums, int[] entered, int[] left)
        where T : unmanaged, IGradientElement<T>
    {
        using var a = new NativeBuffer<T>(Weights.Length * Kernels.Padded(Rows));
        using var weights = Native(Weights);
        using var enter = Native(entered);
        using var leave = Native(left);
        for (var i = 0; i < A.Length; i++)
            a[i / Rows * Kernels.Padded(Rows) + i % Rows] = T.Nearest(A[i]);
        await kernel.AddAsync(Columns(a, weights), new ColumnList(enter, entered.Length), new ColumnList(leave, left.Length), sums.Gram, sums.Product);
    }

    public void AssertEqualToNaive((double[] Gram, double[] Product) sums)
    {
        var times = new int[Weights.Length];
        foreach (var j in Entered)
            times[j]++;
        foreach (var j in Left)
            times[j]--;
        for (var i = 0; i < Rows; i++)
        {
            Assert.Equal(Sum(j => (double)Weights[j] * A[j * Rows + i]), sums.Product[i]);
            for (var k = 0; k <= i; k++)
                Assert.Equal(Sum(j => (double)A[j * Rows + i] * A[j * Rows + k]), sums.Gram[TriangleTiles.Index(i, k)]);
        }

        double Sum(Func<int, double> term)
        {
            var sum = 0.0;
            for (var j = 0; j < times.Length; j++)
                sum += times[j] * term(j);
            return sum;
        }
    }

    private static GramProblem Of(int rows, int columns, ulong seed, int entered, int left, Func<float, float> scale)
    {
        var random = new CounterRandom(seed);
        return new GramProblem(rows,
            [.. Enumerable.Range(0, rows * columns).Select(i => scale(random.Below(19, i) - 9))],
            [.. Enumerable.Range(0, columns).Select(i => scale(random.Below(19, -1 - i) - 9))],
            [.. Enumerable.Range(0, entered).Select(i => random.Below(columns, 1_000_000 + i))],
            [.. Enumerable.Range(0, left).Select(i => random.Below(columns, 2_000_000 + i))]);
    }

    private static NativeBuffer<T> Native<T>(T[] values) where T : unmanaged
    {
        var buffer = new NativeBuffer<T>(values.Length);
        values.CopyTo(buffer.Slice(0, values.Length));
        return buffer;
    }

    private unsafe WeightedColumns<T> Columns<T>(NativeBuffer<T> a, NativeBuffer<float> weights) where T : unmanaged, IGradientElement<T> =>
        new(a.Start, Kernels.Padded(Rows), weights.Start);
}
