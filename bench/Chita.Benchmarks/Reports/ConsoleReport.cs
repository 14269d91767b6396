using Spectre.Console;

namespace Chita.Benchmarks.Reports;

/// <summary>Sections on the screen.</summary>
internal static class ConsoleReport
{
    private const int RedirectedWidth = 160; // a file has no width: none of the tables wraps

    public static void Write(IEnumerable<Section> sections)
    {
        if (Console.IsOutputRedirected)
            AnsiConsole.Profile.Width = RedirectedWidth;
        foreach (var section in sections)
        {
            AnsiConsole.Write(new Rule(Markup.Escape(section.Title)) { Justification = Justify.Left });
            foreach (var note in section.Notes)
                AnsiConsole.WriteLine(note);
            foreach (var table in section.Tables)
                AnsiConsole.Write(Rendered(table));
        }
    }

    private static Table Rendered(ReportTable table)
    {
        var rendered = new Table { Border = TableBorder.Simple };
        if (table.Caption.Length > 0)
            rendered.Title = new TableTitle(Markup.Escape(table.Caption));
        for (var i = 0; i < table.Columns.Count; i++)
            rendered.AddColumn(new TableColumn(Markup.Escape(table.Columns[i])) { Alignment = i == 0 ? Justify.Left : Justify.Right, NoWrap = true });
        foreach (var row in table.Rows)
            rendered.AddRow([.. row.Select(Markup.Escape)]);
        return rendered;
    }
}
