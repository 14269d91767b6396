using Chita.Grains.Schedules;

namespace Chita.Grains.Tests.Schedules;

/// <summary>Where the paths of a schedule's campaigns start, and where they may lead.</summary>
[Collection(SiloCollection.Name)]
public sealed class ScheduleTextTests
{
    private static readonly DateTimeOffset Midnight = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly ScheduleText Text = ScheduledSilos.Text("0 * * * *");

    [Fact]
    public async Task On_an_embedded_silo_they_start_where_the_client_says()
    {
        await using var silos = await ScheduledSilos.StartAsync(1, Midnight, dataRoot: null);
        await silos.Grain.Add(Text with { DataRoot = "/home/me" });
        await silos.Grain.Trigger(Midnight);
        var campaign = silos.Door.Text(Assert.Single(silos.Door.Begun));
        Assert.Equal("/home/me/out/20260101t000000z", campaign.Parse(dataRoot: null).Output.Path);
    }

    [Theory]
    [InlineData(null, null, "net.pt", "nightly.yaml: this cluster's silos have no --data-root where its paths could start.")]
    [InlineData("/data", "/home/me", "net.pt", "nightly.yaml: was added with a data root of its own; this cluster's silos have theirs, so add it without.")]
    [InlineData("/data", null, "../net.pt", "nightly.yaml:9: campaign.network.torchscript: ../net.pt leads out of the data root; expected a path inside it")]
    [InlineData("/data", null, "/etc/net.pt", "nightly.yaml:9: campaign.network.torchscript: /etc/net.pt leads out of the data root; expected a path inside it")]
    public void What_a_silo_cannot_run_is_refused(string? dataRoot, string? given, string network, string message)
    {
        var text = Text with { DataRoot = given, Yaml = Text.Yaml.Replace("net.pt", network, StringComparison.Ordinal) };
        Assert.Equal(message, Assert.Throws<InvalidInputException>(() => text.Parse(dataRoot)).Message);
    }
}
