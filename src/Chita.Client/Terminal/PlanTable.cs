using System.Globalization;
using Chita.Numerics;
using Chita.Planning;
using Spectre.Console;

namespace Chita.Client.Terminal;

/// <summary>A plan: what a campaign takes, and whether it fits.</summary>
internal static class PlanTable
{
    public static void Write(PlanReport report)
    {
        var table = new Table { Border = TableBorder.Rounded, ShowHeaders = false };
        table.AddColumn("");
        table.AddColumn(new TableColumn("").RightAligned());
        var (silo, solve, seconds) = (report.PerSilo, report.Solve, report.Seconds);
        table.AddRow("weights", Count(report.Weights));
        table.AddRow("rows, storage", $"{Count(report.Rows)}, {report.Storage}");
        table.AddRow("A", ByteSize.Text(report.MatrixBytes));
        table.AddRow("blocks, stages", $"{Count(report.Blocks)}, {Count(report.Stages)}");
        table.AddRow("silos, threads of each", $"{Count(report.Silos)}, {Count(report.Threads)}");
        table.AddEmptyRow();
        table.AddRow("[bold]fullest silo[/]", $"[bold]{ByteSize.Text(silo.TotalBytes)}[/]");
        table.AddRow("  of", silo.LimitBytes is { } limit ? ByteSize.Text(limit) : "no limit");
        table.AddRow("  blocks", ByteSize.Text(silo.BlockBytes));
        table.AddRow("  network and rows", ByteSize.Text(silo.SourceBytes));
        table.AddRow("  solve", ByteSize.Text(silo.SolveBytes));
        table.AddRow("  process", ByteSize.Text(silo.ProcessBytes));
        if (silo.DiskBytes > 0)
            table.AddRow("[bold]its disk[/]", $"[bold]{ByteSize.Text(silo.DiskBytes)}[/]");
        table.AddEmptyRow();
        table.AddRow("collective", $"{Count(solve.Messages)} messages, {Count((long)solve.RemoteMessages)} between silos");
        table.AddRow("  bytes", $"{ByteSize.Text(solve.VectorBytes)} down and up, {ByteSize.Text(solve.GramBytes)} up for G");
        table.AddRow("  time", Time(seconds.Collective));
        table.AddRow("iteration", Time(seconds.Iteration));
        table.AddRow("gradients of a stage", Time(seconds.StageGradients));
        table.AddRow("solve of a stage", Time(seconds.StageSolve));
        table.AddRow("measurements", Time(seconds.Evaluate));
        table.AddRow("[bold]in all[/]", $"[bold]{Time(seconds.Total)}[/]");
        AnsiConsole.Write(table);
        Console.WriteLine(FormattableString.Invariant(
            $"Assumed: {solve.Iterations:0.#} iterations and {solve.Passes:0.#} passes over A in a solve. Most time: {report.Dominant}."));
        if (report.Notice is { } notice)
            Console.WriteLine($"Note: {notice}.");
        Console.WriteLine(report.Fits ? "Fits." : $"Does not fit. {Advice(report.Remedies!)}");
    }

    private static string Advice(Remedies remedies)
    {
        string?[] each =
        [
            remedies.Silos is { } silos ? $"{Count(silos)} silos" : null,
            remedies.MemoryEach is { } memory ? $"{ByteSize.Text(memory)} on each silo" : null,
            remedies.BFloat16 ? "solver.storage: bfloat16" : null,
            remedies.Rows is { } rows ? $"{Count(rows)} rows" : null,
        ];
        return each.Any(one => one is not null) ? $"What would: {string.Join(", or ", each.OfType<string>())}." : "Nothing of more silos, memory, bfloat16 or fewer rows would do alone.";
    }

    private static string Time(double? seconds) => seconds switch
    {
        null => "not known",
        < 1 => string.Create(CultureInfo.InvariantCulture, $"{1000 * seconds:0.##} ms"),
        < 10 => string.Create(CultureInfo.InvariantCulture, $"{seconds:0.#} s"),
        _ => Durations.Text(seconds.Value),
    };

    private static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);
}
