using System.Globalization;
using Spectre.Console;

namespace Chita.Client.Demo;

/// <summary>What <c>chita demo</c> shows, in the order in which it shows it. Fits 80 columns; without colours it is plain text.</summary>
internal sealed class DemoScreen(IAnsiConsole console)
{
    private const int StripLength = 7; // images of 10 columns and a gap: 77 columns
    private const int BarLength = 40;

    private bool HasColour => console.Profile.Capabilities is { Ansi: true, Unicode: true, ColorSystem: not ColorSystem.NoColors };

    public void Welcome()
    {
        console.WriteLine();
        console.Write(new Rule("[bold orange3]Chita[/]") { Justification = Justify.Left, Style = new Style(Color.Orange3) });
        console.MarkupLine("""
            Prunes trained networks: removes most of the weights and keeps the accuracy.
            [grey]This demo draws images, trains a small network to tell them apart, and prunes
            it to five sparsities. It takes about two minutes and fetches nothing.[/]
            """);
    }

    /// <summary>Two strips of the training images, every class among them.</summary>
    public void Images(GlyphSet train, GlyphSet test)
    {
        Step(1, string.Create(CultureInfo.InvariantCulture, $"{train.Count:N0} images to learn from, {test.Count:N0} to be tested on, ten shapes"));
        for (var row = 0; row < 2; row++)
        {
            var images = Enumerable.Range(row * StripLength, StripLength).Select(i => train.Image(i).ToArray()).ToList();
            console.Write(GlyphStrip.Of(images, HasColour));
            console.WriteLine();
            if (row == 0 && !HasColour)
                console.WriteLine();
        }
    }

    public void Training() => Step(2, "Training a small convolutional network");

    public void Epoch(TrainingEpoch epoch)
    {
        var filled = (int)Math.Round(epoch.Accuracy * BarLength);
        var bar = HasColour
            ? $"[orange3]{new string('━', filled)}[/][grey23]{new string('━', BarLength - filled)}[/]"
            : new string('=', filled).PadRight(BarLength);
        console.MarkupLine(string.Create(CultureInfo.InvariantCulture,
            $" [grey]epoch {epoch.Epoch} of {epoch.Epochs}   loss {epoch.Loss:0.000}[/]   {bar} {epoch.Accuracy * 100,5:0.0} %"));
    }

    public void Pruning(int campaigns) => Step(3, $"Pruning it {campaigns} times, each time to fewer weights");

    public void Pruned(DemoRow row, double seconds) => console.MarkupLine(string.Create(CultureInfo.InvariantCulture,
        $" [grey]{Mark}[/] {100 * row.Sparsity,3:0.#} %   {row.Kept,6:N0} weights kept   accuracy {Share(row.Chita)}   [grey]{seconds:0.0} s[/]"));

    public void Result(IReadOnlyList<DemoRow> rows)
    {
        Step(4, "What is left of the accuracy");
        var table = new Table { Border = TableBorder.Rounded, BorderStyle = new Style(Color.Grey) };
        foreach (var name in (string[])["sparsity", "weights kept", "dense", "magnitude", "[bold]chita[/]", "gap"])
            table.AddColumn(new TableColumn(name) { Alignment = Justify.Right });
        foreach (var row in rows)
        {
            var isBetter = row.Chita > row.Magnitude;
            table.AddRow(
                string.Create(CultureInfo.InvariantCulture, $"{100 * row.Sparsity:0.#} %"),
                row.Kept.ToString("N0", CultureInfo.InvariantCulture),
                Share(row.Dense),
                Share(row.Magnitude),
                isBetter ? $"[bold green]{Share(row.Chita)}[/]" : Share(row.Chita),
                $"[grey]{Gap(row.Gap)}[/]");
        }
        console.Write(table);
        console.MarkupLine("""
            [grey]magnitude: as many weights kept, simply the largest. gap: how far the choice can
            be from the best one at most; it speaks of the quadratic model, not of accuracy.[/]
            """);
    }

    /// <summary>Where to go from here; <paramref name="campaign"/> is the file to try next, <paramref name="report"/> the page to open.</summary>
    public void Next(string campaign, string report)
    {
        console.WriteLine();
        console.MarkupLineInterpolated($"Look at [bold]{report}[/], then change and run [bold]{campaign}[/].");
    }

    private string Mark => HasColour ? "✓" : "-";

    private void Step(int number, string title)
    {
        console.WriteLine();
        console.MarkupLineInterpolated($"[bold orange3]{number}[/] [bold]{title}[/]");
    }

    private static string Share(double? share) =>
        share is { } value && double.IsFinite(value) ? string.Create(CultureInfo.InvariantCulture, $"{100 * value:0.0} %") : "-";

    private static string Gap(double? gap) =>
        gap is not { } value || !double.IsFinite(value) ? "-"
        : value is > 0 and < 1e-5 ? "< 0.001 %"
        : string.Create(CultureInfo.InvariantCulture, $"{100 * value:0.###} %");
}
