using System.Globalization;

namespace Chita.Reports.Charts;

/// <summary>Numbers at an axis.</summary>
internal static class ChartNumber
{
    private const string Raised = "⁰¹²³⁴⁵⁶⁷⁸⁹";

    /// <summary>As it is where that is short; else by its power of ten.</summary>
    public static string Text(double value)
    {
        var size = Math.Abs(value);
        if (size == 0)
            return "0";
        if (size is >= 1e-3 and < 1e4)
            return Signed(value.ToString("0.#####", CultureInfo.InvariantCulture));
        var power = (int)Math.Floor(Math.Log10(size) + 1e-9);
        var factor = (value / Math.Pow(10, power)).ToString("0.##", CultureInfo.InvariantCulture);
        return factor == "1" ? Power(power) : $"{Signed(factor)}·{Power(power)}";
    }

    private static string Power(int power) =>
        $"10{(power < 0 ? "⁻" : "")}{string.Concat(Math.Abs(power).ToString(CultureInfo.InvariantCulture).Select(digit => Raised[digit - '0']))}";

    private static string Signed(string number) => number.Replace('-', '−');
}
