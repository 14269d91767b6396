using Chita.Formats;

namespace Chita.Core.Tests.Formats;

/// <summary>Halves are float32 without loss, and back by one rounding to the nearest.</summary>
public sealed class FloatTypesTests
{
    /// <summary>Of all sizes, and more of those that halves have; some of them half-way between two.</summary>
    private static Gen<float> Numbers => Gen.OneOf(
        Gen.Single, Gen.Single[-70_000, 70_000], Gen.Single[-1e-4f, 1e-4f], Gen.UInt.Select(bits => BitConverter.UInt32BitsToSingle(bits & 0xFFFF_F000))).Where(float.IsFinite);

    [Theory, InlineData(SafetensorsType.F16), InlineData(SafetensorsType.BF16)]
    public void Every_element_comes_back_as_it_was(SafetensorsType type)
    {
        for (var bits = 0; bits <= ushort.MaxValue; bits++)
        {
            var value = Widen(type, (ushort)bits);
            if (float.IsNaN(value))
                Assert.True(float.IsNaN(Widen(type, Round(type, value))));
            else
                Assert.Equal(bits, Round(type, value));
        }
    }

    [Theory, InlineData(SafetensorsType.F16), InlineData(SafetensorsType.BF16)]
    public void Any_number_goes_to_the_nearest_and_half_way_to_the_even(SafetensorsType type) => Numbers.Sample(value =>
    {
        var bits = Round(type, value);
        Assert.Equal(float.IsNegative(value), float.IsNegative(Widen(type, bits)));
        if (float.IsInfinity(Widen(type, bits)))
        {
            // As if there were one more number, half of whose distance is still rounded down.
            var (last, before) = (Magnitude(bits - 1), Magnitude(bits - 2));
            Assert.True(Math.Abs((double)value) >= last + (last - before) / 2);
            return;
        }

        var error = Math.Abs(Math.Abs((double)value) - Magnitude(bits));
        foreach (var neighbour in (int[])[bits - 1, bits + 1])
        {
            if ((bits & 0x7FFF) == 0 && neighbour < bits || double.IsInfinity(Magnitude(neighbour)))
                continue;
            var other = Math.Abs(Math.Abs((double)value) - Magnitude(neighbour));
            Assert.True(error < other || error == other && bits % 2 == 0, $"{value:R} became {Widen(type, bits):R}");
        }

        double Magnitude(int element) => Math.Abs((double)Widen(type, (ushort)element));
    }, iter: 100_000);

    [Theory, InlineData(SafetensorsType.F32), InlineData(SafetensorsType.F16), InlineData(SafetensorsType.BF16)]
    public void Zero_stays_zero(SafetensorsType type)
    {
        var bytes = new byte[2 * type.Size()];
        type.Round([0f, -0f], bytes);
        var values = new float[2];
        type.Widen(bytes, values);
        Assert.Equal([0f, -0f], values);
    }

    private static float Widen(SafetensorsType type, ushort element)
    {
        var value = new float[1];
        type.Widen(BitConverter.GetBytes(element), value);
        return value[0];
    }

    private static ushort Round(SafetensorsType type, float value)
    {
        var bytes = new byte[2];
        type.Round([value], bytes);
        return BitConverter.ToUInt16(bytes);
    }
}
