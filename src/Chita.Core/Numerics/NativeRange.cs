namespace Chita.Numerics;

/// <summary>A view of native memory as bytes. Who owns it must outlive the view.</summary>
/// <param name="start">The first byte.</param>
/// <param name="length">Number of bytes; more than a span can hold.</param>
internal readonly unsafe struct NativeRange(byte* start, long length)
{
    private readonly byte* _start = start;

    /// <summary>Number of bytes.</summary>
    public long Length { get; } = length;

    /// <summary>Some of the bytes.</summary>
    public Span<byte> Slice(long offset, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset + length, Length);
        return new Span<byte>(_start + offset, length);
    }

    /// <summary>Copies all bytes to a range of the same length.</summary>
    public void CopyTo(NativeRange other) => Buffer.MemoryCopy(_start, other._start, other.Length, Length);

    /// <summary>Sets all bytes to zero.</summary>
    public void Clear() => System.Runtime.InteropServices.NativeMemory.Clear(_start, (nuint)Length);
}
