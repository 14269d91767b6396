using System.Globalization;
using Chita.Grains.Campaigns;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Chita.Client.Terminal;

/// <summary>One panel that changes in place: what is being done, how far it is, what the solver has reached.</summary>
internal sealed class LiveProgress(IAnsiConsole console) : IProgressView
{
    private const int RecentEvents = 6;

    /// <summary>Columns left free: the "^C" that a terminal echoes must not wrap, or the panel could not be wiped.</summary>
    private const int Margin = 3;

    public async Task<CampaignStatus> FollowAsync(string name, IAsyncEnumerable<CampaignStatus> statuses)
    {
        CampaignStatus? last = null;
        await console.Live(new Text("")).AutoClear(true).StartAsync(async live =>
        {
            await foreach (var status in statuses)
            {
                last = status;
                live.UpdateTarget(Panel(name, status));
            }
        });
        return last ?? throw new InvalidOperationException("A campaign without a status.");
    }

    // The console moves the panel down by itself.
    public void Notice(string name, string line) => console.WriteLine($"{name}: {line}");

    private Panel Panel(string name, CampaignStatus status)
    {
        var rows = new List<IRenderable>();
        rows.AddRange(status.Events.TakeLast(RecentEvents).Select(line => new Text(line.Text, new Style(Color.Grey)) { Overflow = Overflow.Ellipsis }));
        rows.Add(new Markup(Line(status)));
        rows.Add(Bar(status));
        return new Panel(new Rows(rows)) { Header = new PanelHeader($" {Markup.Escape(name)} "), Width = Math.Max(20, console.Profile.Width - Margin) };
    }

    private static string Line(CampaignStatus status)
    {
        var progress = status.Progress;
        var stage = progress.Stage > 0 ? $"stage [bold]{progress.Stage}[/] of {progress.Stages} · " : "";
        if (progress.Iteration is not { } iteration)
            return $"{stage}{Markup.Escape(status.Phase)}";
        var gap = progress.Gap is { } known ? string.Create(CultureInfo.InvariantCulture, $" · gap [bold]{known:0.0e+0}[/]") : "";
        return string.Create(CultureInfo.InvariantCulture,
            $"{stage}{Markup.Escape(status.Phase)} · iteration [bold]{iteration}[/] · objective [bold]{progress.Objective:g6}[/]{gap}");
    }

    private static BreakdownBar Bar(CampaignStatus status) => new(status.Progress.Percent, Durations.Left(status.Progress.SecondsLeft));

    /// <summary>A bar over the width there is, with percent and time left behind it.</summary>
    private sealed class BreakdownBar(double percent, string left) : IRenderable
    {
        public Measurement Measure(RenderOptions options, int maxWidth) => new(20, maxWidth);

        public IEnumerable<Segment> Render(RenderOptions options, int maxWidth)
        {
            var label = string.Create(CultureInfo.InvariantCulture, $" {percent,3:0} % · {left}");
            var width = Math.Max(4, maxWidth - label.Length);
            var filled = (int)Math.Round(Math.Clamp(percent, 0, 100) / 100 * width);
            yield return new Segment(new string('━', filled), new Style(Color.Green));
            yield return new Segment(new string('━', width - filled), new Style(Color.Grey23));
            yield return new Segment(label);
        }
    }
}
