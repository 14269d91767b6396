using System.Runtime.InteropServices;

namespace Chita.Numerics;

/// <summary>
/// Zeroed memory outside the managed heap, aligned to cache lines, owned by whoever created it and freed by <see cref="Dispose"/>.
/// It has no finaliser: forgetting it is a leak that <see cref="NativeBytes.InUse"/> shows (architecture, contract 8).
/// </summary>
/// <typeparam name="T">The element type.</typeparam>
public sealed unsafe class NativeBuffer<T> : IDisposable where T : unmanaged
{
    private const nuint Alignment = 64;
    private T* _start;

    /// <summary>Allocates and clears the memory.</summary>
    /// <param name="length">Number of elements.</param>
    /// <exception cref="OutOfMemoryException">The system has no such memory.</exception>
    public NativeBuffer(long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        Length = length;
        var bytes = checked((nuint)length * (nuint)sizeof(T));
        _start = (T*)NativeMemory.AlignedAlloc(Math.Max(bytes, Alignment), Alignment);
        NativeMemory.Clear(_start, bytes);
        NativeBytes.Count(length * sizeof(T));
    }

    /// <summary>Number of elements.</summary>
    public long Length { get; }

    /// <summary>The first element.</summary>
    /// <exception cref="ObjectDisposedException">The memory has been freed.</exception>
    public T* Start
    {
        get
        {
            ObjectDisposedException.ThrowIf(_start is null, this);
            return _start;
        }
    }

    /// <summary>One element. Not checked against <see cref="Length"/>: kernels live on it.</summary>
    public ref T this[long index] => ref _start[index];

    /// <summary>A view of elements <paramref name="start"/> … <paramref name="start"/> + <paramref name="length"/> − 1.</summary>
    public Span<T> Slice(long start, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(start + length, Length);
        return new Span<T>(Start + start, length);
    }

    /// <summary>All of it, as bytes.</summary>
    internal NativeRange Bytes => new((byte*)Start, Length * sizeof(T));

    /// <summary>Frees the memory; a second call does nothing.</summary>
    public void Dispose()
    {
        if (_start is null)
            return;
        NativeMemory.AlignedFree(_start);
        _start = null;
        NativeBytes.Count(-Length * sizeof(T));
    }
}
