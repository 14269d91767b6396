using System.Numerics;
using System.Runtime.InteropServices;
using Chita.Formats;

namespace Chita.Verification;

/// <summary>What the elements of one tensor are, counted piece by piece; against the mask where there is one for it.</summary>
internal sealed class Tally(SafetensorsType type, bool isMasked, PatternTally? pattern = null)
{
    private readonly ElementBits _bits = ElementBits.Of(type);
    private long _next; // index of the next piece's first element

    public bool IsMasked => isMasked;

    /// <summary>How the elements obey the pattern that the campaign asked for; null where it asked for none.</summary>
    public PatternTally? Pattern => pattern;

    public long Nonzero { get; private set; }

    public long NotFinite { get; private set; }

    /// <summary>Index of the first element that is not finite; −1 when all are.</summary>
    public long FirstNotFinite { get; private set; } = -1;

    /// <summary>Elements that the mask removes.</summary>
    public long Removed { get; private set; }

    /// <summary>Those of them that are not zero.</summary>
    public long Regrown { get; private set; }

    /// <summary>Index of the first of these; −1 when there is none.</summary>
    public long FirstRegrown { get; private set; } = -1;

    /// <summary>Elements that the mask keeps, but that are zero.</summary>
    public long KeptZero { get; private set; }

    /// <summary>Counts the next elements.</summary>
    /// <param name="bytes">Whole elements.</param>
    /// <param name="mask">A byte for each: 0, removed; empty without a mask.</param>
    public void Add(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> mask)
    {
        switch (type.Size())
        {
            case 1: Add(bytes, mask, (byte)_bits.Magnitude, (byte)_bits.NotFinite); break;
            case 2: Add(MemoryMarshal.Cast<byte, ushort>(bytes), mask, (ushort)_bits.Magnitude, (ushort)_bits.NotFinite); break;
            case 4: Add(MemoryMarshal.Cast<byte, uint>(bytes), mask, (uint)_bits.Magnitude, (uint)_bits.NotFinite); break;
            default: Add(MemoryMarshal.Cast<byte, ulong>(bytes), mask, _bits.Magnitude, _bits.NotFinite); break;
        }
    }

    private void Add<T>(ReadOnlySpan<T> elements, ReadOnlySpan<byte> mask, T magnitude, T notFinite) where T : IBinaryInteger<T>
    {
        for (var i = 0; i < elements.Length; i++)
        {
            var isZero = T.IsZero(elements[i] & magnitude);
            if (!isZero)
                Nonzero++;
            pattern?.Add(isZero);
            if (!T.IsZero(notFinite) && (elements[i] & notFinite) == notFinite && NotFinite++ == 0)
                FirstNotFinite = _next + i;
            if (isMasked)
                Compare(isZero, isRemoved: mask[i] == 0, _next + i);
        }

        _next += elements.Length;
    }

    private void Compare(bool isZero, bool isRemoved, long index)
    {
        if (!isRemoved)
        {
            KeptZero += isZero ? 1 : 0;
            return;
        }

        Removed++;
        if (!isZero && Regrown++ == 0)
            FirstRegrown = index;
    }
}
