using Chita.Campaigns;

namespace Chita.Verification;

/// <summary>How one tensor obeys a pattern, counted element by element in order. Without memory of the tensor: a window of inputs, or a row.</summary>
/// <param name="pattern">The pattern: n:m or rows.</param>
/// <param name="shape">The tensor's shape: outputs, inputs, and the window of a convolution.</param>
internal sealed class PatternTally(SupportPattern pattern, long[] shape)
{
    private readonly long _inputs = shape.Length > 1 ? shape[1] : 1;
    private readonly long _window = shape.Skip(2).Aggregate(1L, (product, dimension) => product * dimension);
    private readonly long[] _kept = new long[pattern.Kind == SupportKind.NofM ? shape.Skip(2).Aggregate(1L, (product, dimension) => product * dimension) : 1];
    private long _next; // index of the next element

    /// <summary>Groups seen: m inputs at one place of the window, or rows together.</summary>
    public long Groups { get; private set; }

    /// <summary>Those of them in which something is not zero.</summary>
    public long Used { get; private set; }

    /// <summary>Those of them with more than n that are not zero.</summary>
    public long Broken { get; private set; }

    /// <summary>Index of the last element of the first of these; −1 when there is none.</summary>
    public long FirstBroken { get; private set; } = -1;

    /// <summary>Whether the pattern's groups divide the tensor.</summary>
    public bool Fits => pattern.Kind == SupportKind.NofM ? shape.Length > 1 && _inputs % pattern.M == 0 : shape.Length > 0 && shape[0] % pattern.N == 0;

    /// <summary>Counts the next element.</summary>
    public void Add(bool isZero)
    {
        var index = _next++;
        if (pattern.Kind == SupportKind.Rows)
        {
            Count(0, isZero, long.MaxValue, isLast: _next % (pattern.N * _inputs * _window) == 0, index);
            return;
        }

        var input = index / _window % _inputs;
        Count(index % _window, isZero, pattern.N, isLast: input % pattern.M == pattern.M - 1, index);
    }

    private void Count(long slot, bool isZero, long most, bool isLast, long index)
    {
        _kept[slot] += isZero ? 0 : 1;
        if (!isLast)
            return;
        Groups++;
        Used += _kept[slot] > 0 ? 1 : 0;
        if (_kept[slot] > most && Broken++ == 0)
            FirstBroken = index;
        _kept[slot] = 0;
    }
}
