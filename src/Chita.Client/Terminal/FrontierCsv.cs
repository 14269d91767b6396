using System.Globalization;
using System.Text;
using Chita.Grains.Campaigns;

namespace Chita.Client.Terminal;

/// <summary>
/// A trade-off curve for spreadsheets and data frames (RFC 4180): always all columns, by the names that JSON has; doubles to their last bit; empty where
/// there is no number. Nothing in it needs quotes.
/// </summary>
internal static class FrontierCsv
{
    private const string Header = "sparsity,kept,objective,lowerBound,gap,iterations,seconds,metric,magnitude,heldOutLoss,recalibrated";

    public static string Of(IReadOnlyList<FrontierPoint> points)
    {
        var text = new StringBuilder(Header).Append("\r\n");
        foreach (var point in points)
        {
            text.AppendJoin(',', Number(point.Sparsity), Number(point.Kept), Number(point.Objective), Number(point.LowerBound), Number(point.Gap),
                Number(point.Iterations), Number(point.Seconds), Number(point.Metric), Number(point.Magnitude), Number(point.HeldOutLoss), Number(point.Recalibrated)).Append("\r\n");
        }

        return text.ToString();
    }

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Number(double? value) => value is { } number && double.IsFinite(number) ? number.ToString("R", CultureInfo.InvariantCulture) : "";
}
