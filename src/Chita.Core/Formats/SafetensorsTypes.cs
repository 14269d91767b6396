namespace Chita.Formats;

/// <summary>Sizes and spellings of <see cref="SafetensorsType"/>.</summary>
public static class SafetensorsTypes
{
    private static readonly SafetensorsType[] All = Enum.GetValues<SafetensorsType>();

    /// <summary>Every spelling, for messages that say what would be right.</summary>
    internal static string Known { get; } = string.Join(", ", All.Select(Name));

    /// <summary>Bytes of one element.</summary>
    public static int Size(this SafetensorsType type) => type switch
    {
        SafetensorsType.F64 or SafetensorsType.I64 or SafetensorsType.U64 => 8,
        SafetensorsType.F32 or SafetensorsType.I32 or SafetensorsType.U32 => 4,
        SafetensorsType.F16 or SafetensorsType.BF16 or SafetensorsType.I16 or SafetensorsType.U16 => 2,
        _ => 1,
    };

    /// <summary>The word that a safetensors header uses, as in <c>F8_E4M3</c>.</summary>
    public static string Name(this SafetensorsType type) => type switch
    {
        SafetensorsType.Bool => "BOOL",
        SafetensorsType.F8E4M3 => "F8_E4M3",
        SafetensorsType.F8E5M2 => "F8_E5M2",
        _ => type.ToString(),
    };

    /// <summary>The type of a header's word, or null for a word that is not known.</summary>
    internal static SafetensorsType? Parse(string name)
    {
        foreach (var type in All)
        {
            if (type.Name() == name)
                return type;
        }

        return null;
    }

    /// <summary>Bytes of a tensor; null when a dimension is negative or the product leaves 64 bits.</summary>
    internal static long? ByteLength(this SafetensorsType type, ReadOnlySpan<long> shape)
    {
        UInt128 bytes = (UInt128)type.Size();
        foreach (var dimension in shape)
        {
            if (dimension < 0)
                return null;
            bytes *= (ulong)dimension; // at most 2^63 · 2^63 before the check: no wrap
            if (bytes > long.MaxValue)
                return null;
        }

        return (long)bytes;
    }
}
