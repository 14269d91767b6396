using Chita.Verification;
using Spectre.Console;

namespace Chita.Client.Terminal;

/// <summary>What was looked at in an output folder, and how it was.</summary>
internal static class VerificationTable
{
    public static void Write(VerificationReport report)
    {
        var table = new Table { Border = TableBorder.Rounded };
        foreach (var column in (string[])["check", "", "of"])
            table.AddColumn(column);
        foreach (var check in report.Checks)
            table.AddRow(check.Name, State(check), Markup.Escape(check.Detail));
        AnsiConsole.Write(table);
        Console.WriteLine(report.IsPassed
            ? $"{report.Model}: as it must be."
            : $"{report.Model}: {report.Findings.Count} {(report.Findings.Count == 1 ? "thing is" : "things are")} wrong.");
    }

    private static string State(Check check) => check switch
    {
        { Findings.Count: > 0 } => $"[red]{check.Findings.Count} wrong[/]",
        { IsMade: false } => "[yellow]not checked[/]",
        _ => "[green]ok[/]",
    };
}
