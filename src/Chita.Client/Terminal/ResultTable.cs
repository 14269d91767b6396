using System.Globalization;
using Chita.Client.Commands;
using Chita.Grains.Campaigns;
using Chita.Numerics;
using Chita.Reports;
using Spectre.Console;

namespace Chita.Client.Terminal;

/// <summary>What a run reached, against the dense network and magnitude pruning.</summary>
internal static class ResultTable
{
    public static void Write(RunReport report, string folder)
    {
        var table = new Table { Border = TableBorder.Rounded };
        table.AddColumn("");
        table.AddColumn(new TableColumn("dense").RightAligned());
        table.AddColumn(new TableColumn("magnitude").RightAligned());
        table.AddColumn(new TableColumn($"[bold]{Markup.Escape(report.Method)}[/]").RightAligned());
        var (kept, sparsity) = (Count(report.Kept), Number(report.Sparsity));
        if (report.Recalibrated is not null)
            table.AddColumn(new TableColumn("recalibrated").RightAligned());
        if (report.Metric is { } metric)
            table.AddRow([.. Cells(metric, Value(metric, report.Dense), Value(metric, report.Magnitude), $"[bold]{Value(metric, report.Pruned)}[/]", Value(metric, report.Recalibrated))]);
        table.AddRow([.. Cells("weights", Count(report.Weights), kept, kept, kept)]);
        table.AddRow([.. Cells("sparsity", "0", sparsity, sparsity, sparsity)]);
        AnsiConsole.Write(table);
        IEnumerable<string> Cells(params string[] cells) => cells.Take(table.Columns.Count);

        if (report.Levels.Count > 0)
            FrontierTable.Write(FrontierPoint.Of(report), OutputStyle.Table);

        var last = report.Stages[^1];
        if (last.Gap is { } gap)
        {
            Console.WriteLine(FormattableString.Invariant($"Last stage: objective {last.Objective:g6}; no choice of {last.Kept:N0} weights is below {last.LowerBound:g6}."));
            Console.WriteLine(FormattableString.Invariant($"Gap {gap:0.0e+0}, of the quadratic model, not of accuracy."));
        }

        if (report.Repriced is { } repriced)
        {
            Console.WriteLine(FormattableString.Invariant($"Quadratic model of the run at sparsity {repriced.Sparsity:0.####}: no choice within this budget is below {last.LowerBound:g6}."));
            Console.WriteLine("No gradients were computed, so the objective of this choice is not known.");
        }

        if (report.Sizes is { } sizes)
        {
            Console.WriteLine($"Size: {ByteSize.Text(sizes.Dense)} dense, {ByteSize.Text(sizes.Compressed)} with zeros compressed, "
                + $"{ByteSize.Text(sizes.Encoded)} encoded as a bit for each weight and those kept.");
        }

        if (report.Warning is { } warning)
            Console.WriteLine($"Warning: {warning}");
        Console.WriteLine(report.Digest);
        Console.WriteLine(FormattableString.Invariant($"{Durations.Text(report.Seconds.Total)}; written to {folder}"));
    }

    private static string Value(string metric, double? value) => value is not { } number ? "–"
        : metric == "accuracy" ? string.Create(CultureInfo.InvariantCulture, $"{100 * number:0.00} %")
        : string.Create(CultureInfo.InvariantCulture, $"{number:0.####}");

    private static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    private static string Number(double value) => value.ToString("0.######", CultureInfo.InvariantCulture);
}
