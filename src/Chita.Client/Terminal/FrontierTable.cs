using System.Globalization;
using Chita.Client.Commands;
using Chita.Grains.Campaigns;
using Spectre.Console;

namespace Chita.Client.Terminal;

/// <summary>A campaign's trade-off curve.</summary>
internal static class FrontierTable
{
    private const int Wide = 100; // characters; a file or a pipe has no edge to wrap at

    private static readonly (string Name, string Format, Func<FrontierPoint, double?> Value)[] Columns =
    [
        ("sparsity", "0.######", point => point.Sparsity), ("kept", "N0", point => point.Kept), ("metric", "0.####", point => point.Metric),
        ("recali-\nbrated", "0.####", point => point.Recalibrated), ("magnitude", "0.####", point => point.Magnitude), ("held-out\nloss", "g4", point => point.HeldOutLoss), ("objective", "g5", point => point.Objective),
        ("bound", "g5", point => point.LowerBound), ("gap", "0.0e+0", point => point.Gap), ("iterations", "0", point => point.Iterations),
    ];

    public static void Write(IReadOnlyList<FrontierPoint> points, OutputStyle style)
    {
        if (style == OutputStyle.Csv)
            Console.Write(FrontierCsv.Of(points));
        else if (!CampaignOutput.TryWrite(points, style))
            WriteTable(points);
    }

    /// <summary>Columns that no point has a number in are left out.</summary>
    private static void WriteTable(IReadOnlyList<FrontierPoint> points)
    {
        if (points.Count == 0)
        {
            Console.WriteLine("No stage is done yet.");
            return;
        }

        if (Console.IsOutputRedirected)
            AnsiConsole.Profile.Width = Math.Max(AnsiConsole.Profile.Width, Wide);
        var table = new Table { Border = TableBorder.Horizontal };
        var columns = Columns.Where(column => points.Any(point => IsKnown(column.Value(point)))).ToArray();
        foreach (var (name, _, _) in columns)
            table.AddColumn(new TableColumn(name).RightAligned().PadLeft(AnsiConsole.Profile.Width < Wide ? 0 : 1).PadRight(0));
        foreach (var point in points)
            table.AddRow([.. columns.Select(column => column.Value(point) is { } value && IsKnown(value) ? value.ToString(column.Format, CultureInfo.InvariantCulture) : "–")]);
        AnsiConsole.Write(table);
    }

    private static bool IsKnown(double? value) => value is { } number && double.IsFinite(number);
}
