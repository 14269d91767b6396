using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace Chita.Networks;

/// <summary>A contiguous tensor's own memory, in pieces: a span counts in 31 bits, a tensor in 63. Valid as long as the tensor.</summary>
internal static class TensorMemory
{
    /// <summary>Some of its bytes, whatever its type.</summary>
    public static unsafe Span<byte> Bytes(this Tensor tensor, long offset, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, tensor.numel() * tensor.element_size() - count);
        if (count == 0)
            return [];
        using var flat = tensor.view(-1);
        using var first = flat.narrow(0, 0, 1);
        return new Span<byte>((byte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(first.bytes)) + offset, count);
    }

    /// <summary>Some of its elements, float32.</summary>
    public static Span<float> Floats(this Tensor tensor, long first, int count) =>
        MemoryMarshal.Cast<byte, float>(tensor.Bytes(first * sizeof(float), checked(count * sizeof(float))));
}
