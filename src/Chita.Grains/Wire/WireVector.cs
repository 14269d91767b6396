namespace Chita.Grains.Wire;

/// <summary>
/// Numbers as they travel: raw little-endian bytes behind a length, several times smaller and faster than Orleans' element-by-element
/// arrays, and shared instead of copied inside a silo. So: never change an array once it has been put in or taken out.
/// </summary>
/// <typeparam name="T">float, double or long.</typeparam>
/// <param name="Values">The numbers.</param>
[Immutable, Alias("chita.Vector`1")]
public readonly record struct WireVector<T>(ReadOnlyMemory<T> Values) where T : unmanaged
{
    /// <summary>The numbers as an array: the one they came in, when it is a whole one.</summary>
    public T[] ToArray() => System.Runtime.InteropServices.MemoryMarshal.TryGetArray(Values, out var segment)
        && segment.Offset == 0 && segment.Count == segment.Array!.Length ? segment.Array : Values.ToArray();
}

/// <summary>Makes <see cref="WireVector{T}"/>s.</summary>
public static class WireVector
{
    /// <summary>Wraps an array; it must not change afterwards.</summary>
    public static WireVector<T> Of<T>(T[] values) where T : unmanaged => new(values);
}
