using System.Runtime.InteropServices;
using Chita.Formats;
using Chita.Verification;

namespace Chita.Core.Tests.Verification;

/// <summary>Zero and finite, told by bits, as arithmetic tells them.</summary>
public sealed class TallyTests
{
    [Fact]
    public void Doubles() => Gen.Double.Array[0, 50].Sample(values => AssertCounts(SafetensorsType.F64, values, value => value == 0, double.IsFinite));

    [Fact]
    public void Singles() => Gen.Float.Array[0, 50].Sample(values => AssertCounts(SafetensorsType.F32, values, value => value == 0, float.IsFinite));

    [Fact]
    public void Halves() => AssertCounts(SafetensorsType.F16, Every(bits => BitConverter.UInt16BitsToHalf((ushort)bits), 1 << 16), value => value == Half.Zero, Half.IsFinite);

    [Fact]
    public void Upper_halves_of_singles() => AssertCounts(
        SafetensorsType.BF16, Every(bits => (ushort)bits, 1 << 16), bits => Single(bits) == 0, bits => float.IsFinite(Single(bits)));

    [Fact]
    public void Eight_bits_with_one_NaN() => // OCP 8-bit floating point, E4M3: S.1111.111 is NaN, there is no infinity
        AssertCounts(SafetensorsType.F8E4M3, Every(bits => (byte)bits, 256), bits => bits is 0 or 0x80, bits => bits is not (0x7F or 0xFF));

    [Fact]
    public void Eight_bits_with_infinities() => // E5M2: an exponent of ones is infinity or NaN, as in half precision
        AssertCounts(SafetensorsType.F8E5M2, Every(bits => (byte)bits, 256), bits => bits is 0 or 0x80, bits => (bits & 0x7C) != 0x7C);

    [Fact]
    public void Integers() => Gen.Long.Array[0, 50].Sample(values => AssertCounts(SafetensorsType.I64, values, value => value == 0, _ => true));

    [Fact]
    public void Against_a_mask() => Gen.Select(Gen.OneOf(0f, -0f, 1f), Gen.Bool).Array[0, 50].Sample(pairs =>
    {
        var tally = new Tally(SafetensorsType.F32, isMasked: true);
        foreach (var piece in pairs.Chunk(7))
            tally.Add(MemoryMarshal.AsBytes<float>([.. piece.Select(pair => pair.Item1)]), [.. piece.Select(pair => pair.Item2 ? (byte)1 : (byte)0)]);
        Assert.Equal(pairs.Count(pair => !pair.Item2), tally.Removed);
        Assert.Equal(pairs.Count(pair => !pair.Item2 && pair.Item1 != 0), tally.Regrown);
        Assert.Equal(pairs.Count(pair => pair.Item2 && pair.Item1 == 0), tally.KeptZero);
        Assert.Equal(Array.FindIndex(pairs, pair => !pair.Item2 && pair.Item1 != 0), tally.FirstRegrown);
    });

    private static void AssertCounts<T>(SafetensorsType type, T[] values, Predicate<T> isZero, Predicate<T> isFinite) where T : struct
    {
        var tally = new Tally(type, isMasked: false);
        foreach (var piece in values.Chunk(7))
            tally.Add(MemoryMarshal.AsBytes<T>(piece), []);
        Assert.Equal(values.Count(value => !isZero(value)), tally.Nonzero);
        Assert.Equal(values.Count(value => !isFinite(value)), tally.NotFinite);
        Assert.Equal(Array.FindIndex(values, value => !isFinite(value)), tally.FirstNotFinite);
    }

    private static T[] Every<T>(Func<int, T> of, int count) => [.. Enumerable.Range(0, count).Select(of)];

    private static float Single(ushort upper) => BitConverter.UInt32BitsToSingle((uint)upper << 16);
}
