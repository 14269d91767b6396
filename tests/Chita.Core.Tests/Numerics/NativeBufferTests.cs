using Chita.Numerics;

namespace Chita.Core.Tests.Numerics;

[Collection(NativeMemoryCollection.Name)]
public sealed class NativeBufferTests
{
    [Fact]
    public void Memory_is_counted_while_it_is_held()
    {
        var before = NativeBytes.InUse;
        var buffer = new NativeBuffer<double>(1000);
        Assert.Equal(before + 8000, NativeBytes.InUse);
        buffer.Dispose();
        buffer.Dispose();
        Assert.Equal(before, NativeBytes.InUse);
    }

    [Fact]
    public void Memory_is_zero_at_first()
    {
        using var buffer = new NativeBuffer<long>(5000);
        Assert.All(buffer.Slice(0, 5000).ToArray(), value => Assert.Equal(0, value));
    }

    [Fact]
    public void A_slice_outside_is_refused()
    {
        using var buffer = new NativeBuffer<int>(4);
        Assert.Throws<ArgumentOutOfRangeException>(() => buffer.Slice(3, 2).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => buffer.Slice(-1, 1).Length);
    }

    [Fact]
    public unsafe void Freed_memory_is_not_given_out()
    {
        var buffer = new NativeBuffer<int>(4);
        buffer.Dispose();
        Assert.Throws<ObjectDisposedException>(() => buffer.Slice(0, 4).Length);
    }
}
