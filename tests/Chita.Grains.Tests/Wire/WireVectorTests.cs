using Chita.Grains.Wire;

namespace Chita.Grains.Tests.Wire;

public sealed class WireVectorTests
{
    [Fact]
    public void Doubles_arrive_bit_for_bit() => Gen.Double.Array[0, 50].Sample(values =>
        Assert.Equal(values.Select(BitConverter.DoubleToInt64Bits), RoundTrip(values).Select(BitConverter.DoubleToInt64Bits)));

    [Fact]
    public void Floats_arrive_bit_for_bit() => Gen.Float.Array[0, 50].Sample(values =>
        Assert.Equal(values.Select(BitConverter.SingleToInt32Bits), RoundTrip(values).Select(BitConverter.SingleToInt32Bits)));

    [Fact]
    public void Longs_arrive() => Gen.Long.Array[0, 50].Sample(values => Assert.Equal(values, RoundTrip(values)));

    [Fact]
    public void A_long_vector_arrives() => Gen.Const(Enumerable.Range(0, 200_000).Select(i => i / 3.0).ToArray()).Sample(values =>
        Assert.Equal(values, RoundTrip(values)), iter: 1);

    [Fact]
    public void A_part_of_an_array_arrives_as_that_part() =>
        Assert.Equal([2f, 3f], Wires.Read<WireVector<float>>(Wires.Write(new WireVector<float>(new float[] { 1, 2, 3, 4 }.AsMemory(1, 2)))).ToArray());

    [Fact]
    public void Several_vectors_in_a_row_do_not_mix()
    {
        var vectors = new[] { WireVector.Of([1.5]), WireVector.Of<double>([]), WireVector.Of([2.5, 3.5]) };
        Assert.Equal([[1.5], [], [2.5, 3.5]], Wires.Read<WireVector<double>[]>(Wires.Write(vectors)).Select(vector => vector.ToArray()));
    }

    [Fact]
    public void A_vector_is_shared_inside_a_silo_not_copied()
    {
        double[] values = [1, 2];
        Assert.Same(values, Wires.Copy(WireVector.Of(values)).ToArray());
    }

    [Fact]
    public void A_vector_takes_little_more_than_its_bytes() =>
        Assert.InRange(Wires.Write(WireVector.Of(new double[1000])).Length, 8000, 8064);

    [Fact]
    public void A_length_that_is_not_one_of_whole_numbers_is_refused()
    {
        var message = Wires.Write(WireVector.Of(new[] { double.NaN, double.NaN, double.NaN }));
        message[LengthAt(message, 24)] = VarInt(23);
        Assert.Throws<InvalidDataException>(() => Wires.Read<WireVector<double>>(message));
    }

    [Fact]
    public void A_length_beyond_any_vector_is_refused_before_memory_is_taken()
    {
        var message = Wires.Write(WireVector.Of(new double[1]));
        var at = LengthAt(message, 8);
        byte[] hostile = [.. message[..at], 0xf0, 0xff, 0xff, 0xff, 0x0f, .. message[(at + 1)..]]; // five bytes: almost 4 GiB
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.ThrowsAny<Exception>(() => Wires.Read<WireVector<double>>(hostile));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public void A_message_cut_off_anywhere_is_refused()
    {
        var message = Wires.Write(WireVector.Of([1.0, 2.0, 3.0]));
        var end = LengthAt(message, 24) + 1 + 24; // what follows the values may be missed
        for (var length = 0; length < end; length++)
            Assert.ThrowsAny<Exception>(() => Wires.Read<WireVector<double>>(message[..length]));
    }

    private static T[] RoundTrip<T>(T[] values) where T : unmanaged => Wires.Read<WireVector<T>>(Wires.Write(WireVector.Of(values))).ToArray();

    /// <summary>Where the length of so many bytes stands: in front of them, at the end of the message's head.</summary>
    private static int LengthAt(byte[] message, int bytes) => Array.LastIndexOf(message, VarInt(bytes), message.Length - bytes);

    /// <summary>A short number as Orleans writes it: the count of its further bytes is in the trailing bits.</summary>
    private static byte VarInt(int value) => (byte)(value << 1 | 1);
}
