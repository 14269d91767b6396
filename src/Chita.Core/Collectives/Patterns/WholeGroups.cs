using Chita.Numerics;

namespace Chita.Collectives.Patterns;

/// <summary>
/// Consecutive weights that are selected together or not at all, ranked by their root mean square: the best use of a budget of weights
/// is to buy where Σ s² per weight is largest (greedy knapsack, whose value with a part of the last group bounds all others).
/// </summary>
/// <param name="Rows">Consecutive rows of the tensor in a group.</param>
/// <param name="RowSize">Weights in a row.</param>
public sealed record WholeGroups(int Rows, int RowSize) : BlockPattern
{
    /// <inheritdoc/>
    public override int Unit => checked(Rows * RowSize);

    internal override int Together => Unit;

    /// <inheritdoc/>
    public override string ToString() => $"groups of {Rows} × {RowSize} weights";

    internal override unsafe void Rank(uint* keys, double* from, double* to, double step, int count)
    {
        var size = Unit;
        for (var first = 0; first < count; first += size)
        {
            var group = new Span<uint>(keys + first, size);
            var squares = 0.0;
            uint largest = 0;
            for (var j = first; j < first + size; j++)
            {
                var score = Kernels.OnLine(from[j], to[j], step);
                squares += score * score;
                largest = Math.Max(largest, keys[j]);
            }

            // A mean can hide a score beyond float32.
            group.Fill(Histogram.IsFinite(largest) ? Histogram.Key(Math.Sqrt(squares / size)) : largest);
        }
    }
}
