namespace Chita.Benchmarks.Reports;

/// <summary>Numbers as the tables show them.</summary>
internal static class Figures
{
    /// <summary>What stands where nothing was measured.</summary>
    public const string None = "–";

    public static string Significant(double? value) => value is { } number ? FormattableString.Invariant($"{number:g7}") : None;

    public static string Small(double? value) => value is { } number ? FormattableString.Invariant($"{number:0.0e+0}") : None;

    public static string Fixed(double? value, int decimals) =>
        value is { } number ? number.ToString($"N{decimals}", System.Globalization.CultureInfo.InvariantCulture) : None;

    public static string Percent(double? value) => value is { } number ? FormattableString.Invariant($"{100 * number:0} %") : None;

    public static string Mebibytes(double bytes) => FormattableString.Invariant($"{bytes / (1 << 20):N1} MiB");

    public static string Count(long value) => FormattableString.Invariant($"{value:N0}");
}
