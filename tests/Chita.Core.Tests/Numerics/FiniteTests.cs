using Chita.Numerics;

namespace Chita.Core.Tests.Numerics;

public sealed class FiniteTests
{
    private static readonly Gen<float> Any = Gen.OneOf(
        Gen.UInt.Select(BitConverter.UInt32BitsToSingle), Gen.Int[-3, 3].Select(i => (float)i), Gen.Const(float.NaN), Gen.Const(float.NegativeInfinity));

    [Fact]
    public void The_first_number_that_is_not_finite_is_found() => Any.Array[0, 40].Sample(values =>
        Assert.Equal(Array.FindIndex(values, value => !float.IsFinite(value)), Finite.IndexOfNotFinite(values)), iter: 10_000);

    [Fact]
    public unsafe void Bfloat16_is_stored_in_vectors_as_one_by_one() => Any.Where(float.IsFinite).Array[0, 40].Sample(values =>
    {
        using var stored = new NativeBuffer<BFloat16>(values.Length + 1);
        BFloat16.Store(values, stored.Start);
        Assert.Equal(values.Select(BFloat16.Nearest).Append(default), stored.Slice(0, values.Length + 1).ToArray());
    }, iter: 10_000);
}
