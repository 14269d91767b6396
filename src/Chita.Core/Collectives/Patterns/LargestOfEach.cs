using Chita.Numerics;

namespace Chita.Collectives.Patterns;

/// <summary>
/// Of every <paramref name="Of"/> weights that lie <paramref name="Stride"/> apart, only the <paramref name="Kept"/> largest |s| can be
/// selected: the keys of the others become 0, theirs at least 1, so that <see cref="Cut.Positive"/> selects them and no other.
/// </summary>
/// <param name="Kept">N.</param>
/// <param name="Of">M.</param>
/// <param name="Stride">Weights from one input to the next: 1, or the size of a convolution's window.</param>
public sealed record LargestOfEach(int Kept, int Of, int Stride) : BlockPattern
{
    /// <inheritdoc/>
    public override int Unit => checked(Of * Stride);

    /// <inheritdoc/>
    public override string ToString() => $"{Kept}:{Of}";

    internal override unsafe void Rank(uint* keys, double* from, double* to, double step, int count)
    {
        var size = Unit;
        for (var unit = 0; unit < count; unit += size)
        {
            for (var first = unit; first < unit + Stride; first++)
                RankGroup(keys + first, from + first, to + first, step);
        }
    }

    /// <summary>
    /// Compares the scores themselves, not their float32 keys: then the winners' Σ s² is the largest there is, to the last bit. Every pair is
    /// compared, for M is 4 or 8; a key that becomes 0 is not looked at again.
    /// </summary>
    private unsafe void RankGroup(uint* keys, double* from, double* to, double step)
    {
        for (var i = 0; i < Of; i++)
        {
            var score = Score(i);
            var ahead = 0;
            for (var other = 0; other < Of; other++)
            {
                var rival = Score(other);
                if (rival > score || rival == score && other < i)
                    ahead++;
            }

            ref var key = ref keys[i * Stride];
            key = ahead < Kept || !Histogram.IsFinite(key) ? Math.Max(key, 1) : 0;
        }

        double Score(int member) => Math.Abs(Kernels.OnLine(from[member * Stride], to[member * Stride], step));
    }
}
