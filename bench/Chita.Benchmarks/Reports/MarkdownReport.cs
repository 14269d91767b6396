using System.Text;

namespace Chita.Benchmarks.Reports;

/// <summary>Sections as a Markdown file.</summary>
internal static class MarkdownReport
{
    /// <summary>Writes the file; it is complete or as it was.</summary>
    /// <param name="path">Where.</param>
    /// <param name="title">Its heading.</param>
    /// <param name="command">How to write it again.</param>
    /// <param name="sections">What it says.</param>
    public static async Task WriteAsync(string path, string title, string command, IEnumerable<Section> sections)
    {
        var text = new StringBuilder($"# {title}\n\nWritten by `bench/Chita.Benchmarks`, never by hand: `{command}`.\n");
        foreach (var section in sections)
            Append(text, section);
        var unfinished = path + ".unfinished";
        await File.WriteAllTextAsync(unfinished, text.ToString());
        File.Move(unfinished, path, overwrite: true);
    }

    private static void Append(StringBuilder text, Section section)
    {
        text.Append("\n## ").Append(section.Title).Append('\n');
        foreach (var note in section.Notes)
            text.Append('\n').Append(note).Append('\n');
        foreach (var table in section.Tables)
        {
            if (table.Caption.Length > 0)
                text.Append("\n**").Append(table.Caption).Append("**\n");
            text.Append('\n');
            Append(text, table.Columns);
            Append(text, table.Columns.Select((_, i) => i == 0 ? "---" : "---:"));
            foreach (var row in table.Rows)
                Append(text, row);
        }
    }

    private static void Append(StringBuilder text, IEnumerable<string> cells) => text.Append("| ").AppendJoin(" | ", cells).Append(" |\n");
}
