using System.Globalization;

namespace Chita.Grains.Placement;

/// <summary>Bytes as people read them.</summary>
internal static class ByteSize
{
    private static readonly string[] Units = ["bytes", "KiB", "MiB", "GiB", "TiB", "PiB"];

    /// <summary>One decimal of the largest unit that fits, such as <c>10.2 GiB</c>; <see cref="long.MaxValue"/> is "no limit".</summary>
    public static string Text(Int128 bytes)
    {
        if (bytes == long.MaxValue)
            return "no limit";
        var (value, unit) = ((double)bytes, 0);
        for (; value >= 1024 && unit < Units.Length - 1; unit++)
            value /= 1024;
        return value.ToString(unit == 0 ? "0" : "0.0", CultureInfo.InvariantCulture) + " " + Units[unit];
    }
}
