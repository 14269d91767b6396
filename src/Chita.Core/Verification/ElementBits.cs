using Chita.Formats;

namespace Chita.Verification;

/// <summary>How the bits of an element tell zero and what is not finite, for every type.</summary>
/// <param name="Magnitude">The bits of which none is set in a zero: all but a float's sign.</param>
/// <param name="NotFinite">The bits that are all set in an infinity or NaN; 0 for types that have none.</param>
internal readonly record struct ElementBits(ulong Magnitude, ulong NotFinite)
{
    public static ElementBits Of(SafetensorsType type) => type switch
    {
        SafetensorsType.F64 => new(0x7FFF_FFFF_FFFF_FFFF, 0x7FF0_0000_0000_0000),
        SafetensorsType.F32 => new(0x7FFF_FFFF, 0x7F80_0000),
        SafetensorsType.F16 => new(0x7FFF, 0x7C00),
        SafetensorsType.BF16 => new(0x7FFF, 0x7F80),
        SafetensorsType.F8E4M3 => new(0x7F, 0x7F), // no infinity, and one NaN
        SafetensorsType.F8E5M2 => new(0x7F, 0x7C),
        _ => new(ulong.MaxValue, 0),
    };
}
