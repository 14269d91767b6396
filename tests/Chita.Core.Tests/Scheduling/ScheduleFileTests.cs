using Chita.Campaigns;
using Chita.Core.Tests.Campaigns;
using Chita.Scheduling;

namespace Chita.Core.Tests.Scheduling;

/// <summary>Schedule files, what is wrong with them, and the campaigns that come out of them.</summary>
public sealed class ScheduleFileTests
{
    private const string Yaml = """
        apiVersion: chita/v1
        kind: Schedule
        metadata: { name: nightly }
        spec:
          cron: "30 2 * * *"
          timeZone: Europe/Berlin
          concurrency: replace
          catchUp: latest
          startingDeadline: 1h30m
          history: 3
          suspend: true
          campaign:
            network: { torchscript: net.pt, loss: cross-entropy, ignore: ["re:.*\"down\\.sample\".*", plain] }
            calibration:
              data: 'it''s.bin'
              samples: 8000
              batchSize: 16
              normalize: { mean: [0.5], std: [0.25] }
            solver: { ridge: 1.0e-3 }
            budget: { sparsity: 0.9 }
            output: { path: out/nightly }
        """;

    private static readonly DateTimeOffset Fire = new(2026, 3, 29, 1, 0, 0, TimeSpan.Zero);

    [Fact]
    public void All_keys_are_read()
    {
        var spec = ScheduleFile.Parse(Yaml, "nightly.yaml");
        Assert.Equal(("nightly", "30 2 * * *", "Europe/Berlin"), (spec.Name, spec.Calendar.Expression, spec.Calendar.Zone.Id));
        Assert.Equal((ConcurrencyPolicy.Replace, CatchUpPolicy.Latest), (spec.Concurrency, spec.CatchUp));
        Assert.Equal((TimeSpan.FromMinutes(90), 3, true), (spec.StartingDeadline, spec.History, spec.Suspend));
    }

    [Fact]
    public void What_is_not_given_has_its_default()
    {
        var spec = ScheduleFile.Parse(Without("concurrency", "catchUp", "startingDeadline", "history", "suspend"), "nightly.yaml");
        Assert.Equal((ConcurrencyPolicy.Forbid, CatchUpPolicy.None), (spec.Concurrency, spec.CatchUp));
        Assert.Equal((TimeSpan.FromMinutes(10), 10, false), (spec.StartingDeadline, spec.History, spec.Suspend));
    }

    [Theory]
    [InlineData("out/nightly", "/data/out/nightly/20260329t010000z")]
    [InlineData("out/nightly/", "/data/out/nightly/20260329t010000z")]
    [InlineData("\"out/{instant}/nightly\"", "/data/out/20260329t010000z/nightly")]
    public void A_fire_is_a_campaign_of_its_own(string path, string output)
    {
        var schedule = ScheduleFile.Parse(Yaml.Replace("path: out/nightly", $"path: {path}", StringComparison.Ordinal), "nightly.yaml");
        var campaign = CampaignFile.Parse(schedule.CampaignYaml(Fire), "fire.yaml", "/data", checkFiles: false);
        Assert.Equal(("nightly-20260329t010000z", output), (campaign.Name, campaign.Output.Path));
        Assert.Equal(("/data/it's.bin", 8000, 1e-3, 0.9m), (campaign.Calibration!.Data, campaign.Calibration.Samples, campaign.Solver.Ridge, campaign.Budget.Levels[^1]));
        Assert.Equal(["re:.*\"down\\.sample\".*", "plain"], campaign.Network.Ignore);
        Assert.Equal(schedule.CampaignYaml(Fire), ScheduleFile.Parse(schedule.Yaml, "nightly.yaml").CampaignYaml(Fire));
    }

    [Fact]
    public void A_fire_is_the_same_campaign_as_the_file_of_it()
    {
        var sections = CampaignFolder.Yaml[(CampaignFolder.Yaml.IndexOf("spec:", StringComparison.Ordinal) + 5)..].Replace("\n", "\n  ", StringComparison.Ordinal);
        var yaml = $"apiVersion: chita/v1\nkind: Schedule\nmetadata: {{ name: n }}\nspec:\n  cron: \"@daily\"\n  timeZone: UTC\n  campaign:{sections}";
        var fired = CampaignFile.Parse(ScheduleFile.Parse(yaml, "n.yaml").CampaignYaml(Fire), "fire.yaml", "/data", checkFiles: false);
        var direct = CampaignFile.Parse(CampaignFolder.Yaml, "direct.yaml", "/data", checkFiles: false);
        Assert.Equal(direct.Calibration!.ToString(), fired.Calibration!.ToString());
        Assert.Equal(direct.Calibration.Normalize!.Std, fired.Calibration.Normalize!.Std);
        Assert.Equal(direct.Network.Ignore, fired.Network.Ignore);
        Assert.Equal((direct.Solver, direct.Stages, direct.Quality, direct.Execution), (fired.Solver, fired.Stages, fired.Quality, fired.Execution));
        Assert.Equal(direct.Budget.Levels, fired.Budget.Levels);
        Assert.Equal(direct.Output.Formats, fired.Output.Formats);
    }

    [Theory]
    [InlineData("  timeZone: Europe/Berlin\n", "", "4: timeZone: missing; give the time zone of cron, an IANA id such as Europe/Berlin or UTC")]
    [InlineData("timeZone: Europe/Berlin", "timeZone: Mars/Olympus", "6: timeZone: \"Mars/Olympus\" is not a time zone of the IANA database on this machine; expected one such as Europe/Berlin, America/New_York or UTC")]
    [InlineData("30 2 * * *", "0 0 31 2 *", "5: cron: \"0 0 31 2 *\" never fires: there is no such day; expected one that is in the calendar")]
    [InlineData("name: nightly", "name: Nightly", "3: metadata.name: \"Nightly\" is not a name for a schedule; expected at most 46 of a–z, 0–9 and \"-\", beginning and ending with a letter or a digit")]
    [InlineData("name: nightly", "name: a.b", "3: metadata.name: \"a.b\" is not a name for a schedule; expected at most 46 of a–z, 0–9 and \"-\", beginning and ending with a letter or a digit")]
    [InlineData("name: nightly", "name: a23456789-123456789-123456789-123456789-1234567", "3: metadata.name: \"a23456789-123456789-123456789-123456789-1234567\" is not a name for a schedule; expected at most 46 of a–z, 0–9 and \"-\", beginning and ending with a letter or a digit")]
    [InlineData("concurrency: replace", "concurrency: deny", "7: concurrency: deny is not a valid word; expected forbid, allow, replace")]
    [InlineData("catchUp: latest", "catchUp: all", "8: catchUp: all is not a valid word; expected none, latest")]
    [InlineData("1h30m", "90", "9: startingDeadline: 90 is not a duration such as 10m, 1h30m or 2d, from 1s to 365d")]
    [InlineData("1h30m", "366d", "9: startingDeadline: 366d is not a duration such as 10m, 1h30m or 2d, from 1s to 365d")]
    [InlineData("1h30m", "0s", "9: startingDeadline: 0s is not a duration such as 10m, 1h30m or 2d, from 1s to 365d")]
    [InlineData("history: 3", "history: 1001", "10: history: 1001 is outside 0 ≤ history ≤ 1000")]
    [InlineData("suspend: true", "suspend: yes", "11: suspend: yes is neither true nor false")]
    [InlineData("suspend: true", "suspended: true", "11: suspended: unknown key; did you mean \"suspend\"?")]
    [InlineData("sparsity: 0.9", "sparsity: 9", "20: campaign.budget.sparsity: 9 is outside 0 ≤ sparsity < 1")]
    [InlineData("kind: Schedule", "kind: Campaign", "2: kind: \"Campaign\" is not a schedule; expected Schedule")]
    public void Wrong_value_is_told_in_one_line(string right, string wrong, string problem)
    {
        Assert.Contains(right, Yaml, StringComparison.Ordinal);
        Assert.Equal([$"nightly.yaml:{problem}"], Problems(Yaml.Replace(right, wrong, StringComparison.Ordinal)));
    }

    [Fact]
    public void All_problems_are_told_at_once()
    {
        var problems = Problems(Yaml.Replace("30 2 * * *", "61 2 * * *", StringComparison.Ordinal).Replace("Europe/Berlin", "Berlin", StringComparison.Ordinal)
            .Replace("history: 3", "history: x", StringComparison.Ordinal).Replace("ridge: 1.0e-3", "ridge: 0", StringComparison.Ordinal));
        Assert.Equal(["nightly.yaml:5", "nightly.yaml:6", "nightly.yaml:10", "nightly.yaml:19"], problems.Select(line => string.Join(':', line.Split(':')[..2])));
    }

    private static string[] Problems(string yaml) => Assert.Throws<InvalidInputException>(() => ScheduleFile.Parse(yaml, "nightly.yaml")).Message.Split('\n');

    private static string Without(params string[] keys) =>
        string.Join('\n', Yaml.Split('\n').Where(line => !keys.Any(key => line.TrimStart().StartsWith(key + ":", StringComparison.Ordinal))));
}
