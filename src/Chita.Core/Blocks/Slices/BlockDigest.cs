using System.Globalization;
using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace Chita.Blocks.Slices;

/// <summary>
/// Names what a block holds by what it is: XXH128 of the elements as they lie in memory, with their shape and storage. The same on every
/// machine, and however the elements came. Against accidents, not against attackers.
/// </summary>
/// <param name="High">The upper half.</param>
/// <param name="Low">The lower half.</param>
public readonly record struct BlockDigest(ulong High, ulong Low)
{
    private const int HalfDigits = 16;

    /// <summary>Names several blocks together, by their digests in order.</summary>
    /// <param name="halves">The upper and the lower half of each.</param>
    public static BlockDigest Together(ReadOnlySpan<ulong> halves)
    {
        var hash = XxHash128.HashToUInt128(MemoryMarshal.AsBytes(halves));
        return new BlockDigest((ulong)(hash >> 64), (ulong)hash);
    }

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    /// <exception cref="FormatException">Not 32 hexadecimal digits.</exception>
    public static BlockDigest Parse(string digits) => digits.Length == 2 * HalfDigits
        ? new BlockDigest(ParseHalf(digits.AsSpan(0, HalfDigits)), ParseHalf(digits.AsSpan(HalfDigits)))
        : throw new FormatException($"'{digits}' is not a digest of 32 hexadecimal digits.");

    /// <summary>32 lower-case hexadecimal digits.</summary>
    public override string ToString() => $"{High:x16}{Low:x16}";

    private static ulong ParseHalf(ReadOnlySpan<char> digits) => ulong.Parse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
