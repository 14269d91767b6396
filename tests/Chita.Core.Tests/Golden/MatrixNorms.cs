using Chita.Gradients;

namespace Chita.Golden;

/// <summary>What golden files know A by: norms of its rows, of all of it, and of the sum of its rows.</summary>
/// <param name="weights">p.</param>
internal sealed class MatrixNorms(int weights)
{
    private readonly double[] _sum = new double[weights];
    private readonly List<double> _rows = [];

    /// <summary>Of each row, in order.</summary>
    public IReadOnlyList<double> Rows => _rows;

    public double Frobenius => Math.Sqrt(_rows.Sum(norm => norm * norm));

    public double Sum => Math.Sqrt(_sum.Sum(x => x * x));

    /// <summary>Takes the next rows.</summary>
    public void Add(IGradientRows rows)
    {
        var tile = new float[_sum.Length * rows.Rows];
        rows.CopyTile(0, tile);
        for (var i = 0; i < rows.Rows; i++)
        {
            var squares = 0.0;
            for (var j = 0; j < _sum.Length; j++)
            {
                double x = tile[j * rows.Rows + i];
                squares += x * x;
                _sum[j] += x;
            }

            _rows.Add(Math.Sqrt(squares));
        }
    }
}
