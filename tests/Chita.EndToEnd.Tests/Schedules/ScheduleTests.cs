using System.Globalization;
using System.Text.Json;
using Chita.Client;
using Chita.EndToEnd.Tests.Cluster;
using Chita.EndToEnd.Tests.Faults;
using Chita.Grains.Campaigns;
using Chita.Grains.Schedules;

namespace Chita.EndToEnd.Tests.Schedules;

/// <summary>Schedules with the real programs: every verb, and a silo that is killed.</summary>
[Collection(ClusterCollection.Name)]
public sealed class ScheduleTests(ScheduleCluster cluster) : IClassFixture<ScheduleCluster>
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task A_schedule_does_what_each_verb_says_and_its_campaign_runs_to_its_end()
    {
        var schedule = new MlpSchedule();
        Assert.StartsWith("nightly: added; fires next at 2028-02-29T01:30:00Z", await cluster.AddAsync(schedule), StringComparison.Ordinal);
        await ExpectAsync(3, "chita: schedule nightly exists already with another text; remove it first", "schedule", "add", cluster.Write(schedule with { Cron = "0 0 29 2 *" }));

        var campaign = (await cluster.DoAsync("schedule", "trigger", "nightly")).Split(':')[0];
        Assert.Matches(@"\Anightly-\d{8}t\d{6}z\z", campaign);
        await cluster.DoAsync("watch", campaign);
        Assert.True(File.Exists(Path.Combine(cluster.DataRoot, "out", campaign["nightly-".Length..], "report.json")));

        Assert.Contains("nightly: suspended", await cluster.DoAsync("schedule", "suspend", "nightly"), StringComparison.Ordinal);
        await ExpectShownAsync(campaign);
        Assert.Contains("nightly: fires again", await cluster.DoAsync("schedule", "resume", "nightly"), StringComparison.Ordinal);
        var shown = await cluster.DoAsync("schedule", "get", "nightly");
        Assert.All((string[])["nightly: 30 2 29 2 * in Europe/Berlin, next 2028-02-29T01:30:00Z", campaign, "trigger", "Succeeded"], word => Assert.Contains(word, shown, StringComparison.Ordinal));

        Assert.Contains("nightly: removed", await cluster.DoAsync("schedule", "remove", "nightly"), StringComparison.Ordinal);
        foreach (var verb in (string[])["get", "trigger"])
            await ExpectAsync(4, "chita: there is no schedule nightly; chita schedule list shows those that there are", "schedule", verb, "nightly");
    }

    [Fact]
    public async Task A_trigger_that_concurrency_forbids_is_exit_code_1_and_one_that_is_refused_3()
    {
        await cluster.AddAsync(new MlpSchedule { Name = "busy", Campaign = new() { Stages = 100, Output = "busy" } });
        var campaign = (await cluster.DoAsync("schedule", "trigger", "busy")).Split(':')[0];
        await cluster.AddAsync(new MlpSchedule { Name = "broken", Campaign = new() { Network = "nowhere.pt" } });
        await ExpectAsync(3, "nowhere.pt", "schedule", "trigger", "broken");
        await ExpectAsync(1, $"chita: busy did not fire: {campaign} was running, and concurrency is forbid", "schedule", "trigger", "busy");

        await using var connection = await cluster.ConnectAsync();
        var client = new ChitaClient(connection.Grains);
        await client.CancelAsync(campaign);
        foreach (var schedule in (string[])["busy", "broken"])
            await client.RemoveScheduleAsync(schedule);
    }

    [Fact]
    public async Task The_silo_that_holds_a_schedule_is_killed_and_the_next_instant_fires_once()
    {
        Assert.SkipWhen(cluster.Clock is null, FakeClock.Missing);
        var instant = new DateTimeOffset(TimeProvider.System.GetUtcNow().Ticks / TimeSpan.TicksPerMinute * TimeSpan.TicksPerMinute, TimeSpan.Zero).AddMinutes(2);
        await cluster.AddAsync(new MlpSchedule
        {
            Name = "survivor", Cron = string.Create(CultureInfo.InvariantCulture, $"{instant.Minute} {instant.Hour} * * *"), TimeZone = "timeZone: UTC",
            Campaign = new() { Samples = 64, Output = "survivor" },
        });
        var holder = await HolderAsync("survivor");
        await holder.KillAsync();
        await holder.EndAsync();
        // Those that are left miss the killed one some seconds before the instant, and nobody of them knows of the schedule yet.
        cluster.Clock.Jump(instant - TimeSpan.FromSeconds(8) - TimeProvider.System.GetUtcNow());

        await using var connection = await cluster.ConnectAsync();
        var client = new ChitaClient(connection.Grains);
        var started = TimeProvider.System.GetTimestamp();
        IReadOnlyList<FireRecord> fires;
        while ((fires = (await client.GetScheduleAsync("survivor")).Fires) is not [{ State: FireState.Ended }])
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < Patience, $"The schedule did not fire: {string.Join(", ", fires)}");
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        Assert.Equal((instant, CampaignState.Succeeded), (fires[0].Nominal, fires[0].Outcome));
        var campaign = Assert.Single(await client.ListAsync(), entry => entry.Name.StartsWith("survivor-", StringComparison.Ordinal));
        Assert.Single((await client.GetAsync(campaign.Name))!.Attempts);
        await client.RemoveScheduleAsync("survivor");
    }

    /// <summary>The schedule that is suspended and has fired once, as each style shows it.</summary>
    private async Task ExpectShownAsync(string campaign)
    {
        using var list = JsonDocument.Parse(await cluster.DoAsync("schedule", "list", "-o", "json"));
        var schedule = Assert.Single(list.RootElement.GetProperty("schedules").EnumerateArray(), schedule => schedule.GetProperty("name").GetString() == "nightly");
        Assert.Equal(("Europe/Berlin", true), (schedule.GetProperty("timeZone").GetString(), schedule.GetProperty("suspended").GetBoolean()));
        Assert.Equal(JsonValueKind.Null, schedule.GetProperty("next").ValueKind);
        var fire = Assert.Single(schedule.GetProperty("fires").EnumerateArray());
        Assert.Equal((campaign, "trigger", "Succeeded"), (fire.GetProperty("campaign").GetString(), fire.GetProperty("by").GetString(), fire.GetProperty("state").GetString()));

        var table = await cluster.DoAsync("schedule", "list");
        Assert.All((string[])["nightly", "Europe/Berlin", "suspended", "Succeeded"], word => Assert.Contains(word, table, StringComparison.Ordinal));
        var yaml = await cluster.DoAsync("schedule", "get", "nightly", "-o", "yaml");
        Assert.All((string[])["name: nightly", "cron: 30 2 29 2 *", "suspended: true", $"campaign: {campaign}", "state: Succeeded"], line => Assert.Contains(line, yaml, StringComparison.Ordinal));
    }

    private async Task<SiloProcess> HolderAsync(string schedule)
    {
        await using var connection = await cluster.ConnectAsync();
        var address = await connection.Grains.GetGrain<IManagementGrain>(0).GetActivationAddress(connection.Grains.GetGrain<IScheduleGrain>(schedule));
        return cluster.Silos.Single(silo => silo.SiloPort == address!.Endpoint.Port);
    }

    private async Task ExpectAsync(int exitCode, string message, params string[] arguments)
    {
        var outcome = await cluster.RunAsync(arguments);
        Assert.Equal(exitCode, outcome.ExitCode);
        Assert.Contains(message, Assert.Single(outcome.Errors.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }
}
