using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Chita.Numerics;

/// <summary>A number of bytes as people write it: <c>6GiB</c>, <c>512 MiB</c>, <c>1.5GB</c>, <c>6e9</c>, <c>4096</c>.</summary>
/// <param name="Bytes">Bytes, 0 or more.</param>
public readonly partial record struct ByteSize(long Bytes)
{
    /// <summary>What <see cref="TryParse"/> takes, for messages.</summary>
    public const string Expected = "a number of bytes such as 6GiB, 512MiB, 1.5GB, 6e9 or 4096";

    private const string Prefixes = "KMGTPE";

    /// <summary>
    /// Reads a size: a number, and KiB, MiB, … (or Ki, Mi, …) for powers of 1024, KB, MB, … (or K, M, …) for powers of 1000. Upper or lower
    /// case. Fractions of a byte are cut off.
    /// </summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out ByteSize size)
    {
        size = default;
        if (text is null || Pattern().Match(text) is not { Success: true } match)
            return false;
        var prefix = match.Groups["prefix"].Value.ToUpperInvariant();
        var power = prefix.Length == 0 ? 0 : 1 + Prefixes.IndexOf(prefix, StringComparison.Ordinal);
        var unit = 1m; // a double's powers would be rounded on their way to a decimal
        for (var i = 0; i < power; i++)
            unit *= match.Groups["binary"].Length > 0 ? 1024 : 1000;
        if (!decimal.TryParse(match.Groups["number"].Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) || number > long.MaxValue / unit)
            return false;
        size = new ByteSize((long)(number * unit));
        return true;
    }

    /// <summary>Reads a size.</summary>
    /// <exception cref="FormatException">It is none; the message says what would be.</exception>
    public static ByteSize Parse(string text) =>
        TryParse(text, out var size) ? size : throw new FormatException($"{text} is not a size; expected {Expected}");

    /// <summary>Bytes that may be more than a <see cref="long"/> holds, as <see cref="ToString"/> writes them; <see cref="long.MaxValue"/> is "no limit".</summary>
    public static string Text(Int128 bytes) => bytes == long.MaxValue ? "no limit" : Text((double)bytes);

    /// <summary>The largest binary unit that leaves a number of 1 or more, with at most two decimals: <c>5.5 GiB</c>.</summary>
    public override string ToString() => Text((double)Bytes);

    private static string Text(double value)
    {
        var unit = "B";
        for (var i = 0; i < Prefixes.Length && value >= 1024; i++)
            (value, unit) = (value / 1024, $"{Prefixes[i]}iB");
        return string.Create(CultureInfo.InvariantCulture, $"{value:0.##} {unit}");
    }

    [GeneratedRegex(@"^\s*(?<number>[0-9]+(\.[0-9]+)?(e\+?[0-9]{1,2})?)\s*((?<prefix>[KMGTPE])(?<binary>i)?)?B?\s*$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Pattern();
}
