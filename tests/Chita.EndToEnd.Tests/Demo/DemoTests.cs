using Chita.Campaigns;
using Chita.Client.Demo;
using Spectre.Console;

namespace Chita.EndToEnd.Tests.Demo;

public sealed class DemoTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("chita-demo-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Its_campaign_files_are_valid()
    {
        var images = GlyphSet.Draw(10, 1);
        File.WriteAllText(Path.Combine(_folder, DemoCampaigns.Network), "");
        var files = DemoCampaigns.Write(_folder, images.Write(_folder, "train"), images.Write(_folder, "test"));
        Assert.Equal(DemoCampaigns.Sparsities, files.Select(file => CampaignFile.Load(file).Budget.Levels[^1]));
    }

    [Fact]
    public void Without_a_terminal_everything_is_plain_text_in_80_columns()
    {
        var (console, text) = Plain();
        var (screen, images) = (new DemoScreen(console), GlyphSet.Draw(14, 1));
        screen.Welcome();
        screen.Images(images, images);
        screen.Training();
        screen.Epoch(new TrainingEpoch(1, 6, 1.25, 1));
        screen.Pruning(5);
        var row = new DemoRow(0.98, 322, 0.9775, 0.144, 0.615, 0.0401);
        screen.Pruned(row, 12.3);
        screen.Result([row, new DemoRow(0.5, 8_068, null, double.NaN, 0.9, null)]);
        screen.Next("chita-demo/out/glyphs-90/report.html", "chita-demo/glyphs-90.yaml");

        Assert.All(text.ToString().Split('\n'), line => Assert.InRange(line.Length, 0, 80));
        Assert.DoesNotContain('\e', text.ToString());
        Assert.All(["97.8 %", "14.4 %", "61.5 %", "4.01 %", "glyphs-90.yaml"], part => Assert.Contains(part, text.ToString()));
    }

    [Fact]
    public async Task Interrupted_it_leaves_nothing()
    {
        var folder = Path.Combine(_folder, "new");
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            GlyphDemo.RunAsync(folder, Plain().Console, (_, _) => throw new InvalidOperationException(), new CancellationToken(canceled: true)));
        Assert.False(Path.Exists(folder));
    }

    [Fact]
    public async Task A_folder_that_exists_is_refused_and_left_alone()
    {
        await Assert.ThrowsAsync<InvalidInputException>(() =>
            GlyphDemo.RunAsync(_folder, Plain().Console, (_, _) => throw new InvalidOperationException(), TestContext.Current.CancellationToken));
        Assert.True(Path.Exists(_folder));
    }

    private static (IAnsiConsole Console, StringWriter Text) Plain()
    {
        var text = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors, Interactive = InteractionSupport.No, Out = new AnsiConsoleOutput(text),
        });
        console.Profile.Width = 80;
        return (console, text);
    }
}
