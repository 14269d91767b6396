using Chita.Numerics;

namespace Chita.Core.Tests.Numerics;

/// <summary>(μI + G) x = b.</summary>
internal sealed record GramSystem(int Rows, double[] Gram, double Mu, double[] Right)
{
    /// <summary>G of as many random columns as rows, in [−1, 1].</summary>
    public static GramSystem Random(int rows, ulong seed, double mu)
    {
        var random = new CounterRandom(seed);
        var a = Enumerable.Range(0, rows * rows).Select(i => Uniform(i)).ToArray();
        var gram = new double[TriangleTiles.Length(rows)];
        for (var i = 0; i < rows; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                for (var k = 0; k < rows; k++)
                    gram[TriangleTiles.Index(i, j)] += a[i * rows + k] * a[j * rows + k];
            }
        }

        return new GramSystem(rows, gram, mu, [.. Enumerable.Range(0, rows).Select(i => Uniform(-1 - i))]);

        double Uniform(long draw) => (random.Below(2_000_001, draw) - 1_000_000) / 1e6;
    }

    public static double[] Diagonal(double[] diagonal)
    {
        var gram = new double[TriangleTiles.Length(diagonal.Length)];
        for (var i = 0; i < diagonal.Length; i++)
            gram[TriangleTiles.Index(i, i)] = diagonal[i];
        return gram;
    }

    /// <summary>An element of μI + G.</summary>
    public double Element(int row, int column) => Gram[TriangleTiles.Index(row, column)] + (row == column ? Mu : 0);

    /// <summary>G x.</summary>
    public double[] Product(double[] x) => [.. Enumerable.Range(0, Rows).Select(i => Enumerable.Range(0, Rows).Sum(j => Gram[TriangleTiles.Index(i, j)] * x[j]))];
}
