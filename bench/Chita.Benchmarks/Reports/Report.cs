namespace Chita.Benchmarks.Reports;

/// <summary>What was measured, before it is a screen or a file.</summary>
/// <param name="Title">The heading.</param>
/// <param name="Notes">Paragraphs above the tables: what is compared with what.</param>
/// <param name="Tables">The numbers.</param>
internal sealed record Section(string Title, IReadOnlyList<string> Notes, IReadOnlyList<ReportTable> Tables);

/// <summary>A table of text. The first column is a label, all others are numbers and stand to the right.</summary>
/// <param name="Caption">What it shows; empty when the section's title says so.</param>
/// <param name="Columns">Headings.</param>
/// <param name="Rows">As many cells each as there are columns.</param>
internal sealed record ReportTable(string Caption, IReadOnlyList<string> Columns, IReadOnlyList<string[]> Rows);
