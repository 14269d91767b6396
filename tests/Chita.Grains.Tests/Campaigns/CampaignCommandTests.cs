using Chita.Grains.Campaigns;

namespace Chita.Grains.Tests.Campaigns;

/// <summary>What users ask of a campaign, and what becomes of it.</summary>
[Collection(SiloCollection.Name)]
public sealed class CampaignCommandTests
{
    [Theory, InlineData("iteration"), InlineData("stage"), InlineData("none")]
    public async Task A_paused_campaign_gives_everything_back_and_goes_on_to_the_same_bits(string checkpoint)
    {
        await using var campaign = await TestCampaign.StartAsync(2);
        var paused = campaign.Sources.When(Moment.Gradients, 1, async () => await campaign.Grain.Pause());
        await campaign.SubmitAsync($", checkpoint: {checkpoint}");
        await paused.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        var status = await campaign.UntilAsync(status => status.State == CampaignState.Paused);
        Assert.InRange(status.Progress.Stage, 1, 2); // a stage that is nearly done is kept
        Assert.Equal("Paused", status.Attempts.Single().Outcome);
        Assert.All(campaign.Silos.Addresses, silo => Assert.Equal(0, campaign.Silos.Service<Chita.Grains.Placement.MemoryBudget>(silo).Reserved));

        Assert.NotEqual(CampaignState.Paused, (await campaign.Grain.Resume())!.State);
        var report = await campaign.SucceedAsync();
        var ended = (await campaign.Grain.GetStatus())!;
        Assert.Equal(2, ended.Attempts.Count);
        Assert.Equal(checkpoint == "none", ended.Events.Any(happened => happened.Text.StartsWith("begun anew", StringComparison.Ordinal)));

        await using var undisturbed = await TestCampaign.StartAsync(1);
        await undisturbed.SubmitAsync();
        Assert.Equal((await undisturbed.SucceedAsync()).Digest, report.Digest);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task A_cancelled_campaign_ends_so_and_leaves_nothing(bool whilePaused)
    {
        await using var campaign = await TestCampaign.StartAsync(1);
        var reached = campaign.Sources.When(Moment.Gradients, 1, async () => await (whilePaused ? campaign.Grain.Pause() : campaign.Grain.Cancel()));
        await campaign.SubmitAsync();
        await reached.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        if (whilePaused)
        {
            await campaign.UntilAsync(status => status.State == CampaignState.Paused);
            await campaign.Grain.Cancel();
        }

        Assert.Equal(CampaignState.Cancelled, (await campaign.EndAsync()).State);
        Assert.Equal(CampaignState.Cancelled, (await campaign.Grain.Resume())!.State);
        Assert.Equal(CampaignState.Cancelled, (await campaign.Grain.Pause())!.State);
        Assert.False(Directory.Exists(campaign.Output));
        while (Directory.EnumerateFileSystemEntries(Path.Combine(campaign.DataRoot, ".chita")).Any())
            await Task.Delay(20, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task An_error_that_passes_is_tried_again_and_one_that_stays_ends_it()
    {
        await using var campaign = await TestCampaign.StartAsync(1);
        campaign.Sources.When(Moment.Gradients, 1, () => throw new InvalidDataException("this may pass")).Ignore();
        await campaign.SubmitAsync(", retries: 1");
        await campaign.SucceedAsync();
        Assert.Equal(["Failed", "Succeeded"], (await campaign.Grain.GetStatus())!.Attempts.Select(attempt => attempt.Outcome));

        await using var other = await TestCampaign.StartAsync(1);
        other.Sources.When(Moment.Gradients, 1, () => throw new InvalidDataException("this stays")).Ignore();
        await other.SubmitAsync(", retries: 0");
        var end = await other.EndAsync();
        Assert.Equal((CampaignState.Failed, FailureKind.Internal, "this stays"), (end.State, end.Failure!.Kind, end.Failure.Message));
    }

    [Fact]
    public async Task A_network_that_changes_before_it_is_begun_again_is_refused_by_its_digest()
    {
        await using var campaign = await TestCampaign.StartAsync(1);
        var paused = campaign.Sources.When(Moment.Gradients, 0, async () => await campaign.Grain.Pause());
        await campaign.SubmitAsync();
        await paused.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        await campaign.UntilAsync(status => status.State == CampaignState.Paused);
        await File.WriteAllTextAsync(Path.Combine(campaign.DataRoot, "network"), "another", TestContext.Current.CancellationToken);
        await campaign.Grain.Resume();
        var end = await campaign.EndAsync();
        Assert.Equal((CampaignState.Failed, FailureKind.Input), (end.State, end.Failure!.Kind));
        Assert.Contains("has changed since test was submitted", end.Failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_campaign_past_its_deadline_fails_and_says_so()
    {
        await using var campaign = await TestCampaign.StartAsync(1);
        var paused = campaign.Sources.When(Moment.Gradients, 0, async () => await campaign.Grain.Pause());
        await campaign.SubmitAsync(", deadline: 1s");
        await paused.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        await campaign.UntilAsync(status => status.State.IsFinal() || status.State == CampaignState.Paused && status.Started < TimeProvider.System.GetUtcNow() - TimeSpan.FromSeconds(1));
        await campaign.Grain.Resume();
        var end = await campaign.EndAsync();
        Assert.Equal((CampaignState.Failed, FailureKind.Deadline), (end.State, end.Failure!.Kind));
        Assert.Contains(end.Conditions, condition => condition is { Type: "Ended", Reason: "DeadlineExceeded" });
    }

    [Fact]
    public async Task The_list_finds_campaigns_page_by_page_and_by_state()
    {
        await using var silos = await Placement.TestSilos.StartAsync(2);
        var submitted = DateTimeOffset.UnixEpoch;
        var entries = Enumerable.Range(0, 50).Select(i => new CampaignEntry(
            $"name-{i:00}", $"run-{i}", i % 2 == 0 ? CampaignState.Succeeded : CampaignState.Pending, new Dictionary<string, string> { ["team"] = $"{i % 5}" }, submitted, null)).ToArray();
        await Task.WhenAll(entries.Select(entry => CampaignIndex.For(silos.Grains, entry.Name).Put(entry)));

        var filter = new CampaignFilter { States = [CampaignState.Pending], Labels = new Dictionary<string, string> { ["team"] = "3" } };
        Assert.Equal(["name-03", "name-13", "name-23", "name-33", "name-43"], (await CampaignIndex.ListAsync(silos.Grains, filter, "", 100)).Select(entry => entry.Name));

        var names = new List<string>();
        for (IReadOnlyList<CampaignEntry> page = [entries[0]]; page.Count > 0; names.AddRange(page.Select(entry => entry.Name)))
            page = await CampaignIndex.ListAsync(silos.Grains, new CampaignFilter(), names.LastOrDefault(""), 7);
        Assert.Equal(entries.Select(entry => entry.Name), names);

        await silos.KillAsync(silos.Addresses[1]);
        Assert.Equal(50, (await CampaignIndex.ListAsync(silos.Grains, new CampaignFilter(), "", 100)).Count);
        await CampaignIndex.For(silos.Grains, "name-07").Remove("name-07", "run-6"); // another run's
        await CampaignIndex.For(silos.Grains, "name-08").Remove("name-08", "run-8");
        Assert.Equal(49, (await CampaignIndex.ListAsync(silos.Grains, new CampaignFilter(), "", 100)).Count);
    }

    [Fact]
    public async Task Another_text_under_the_same_name_is_refused_and_an_unknown_name_is_told()
    {
        await using var campaign = await TestCampaign.StartAsync(1);
        Assert.Null(await campaign.Grain.GetStatus());
        Assert.Null(await campaign.Grain.Cancel());
        await campaign.SubmitAsync();
        await campaign.SubmitAsync(); // the same again
        var refused = await Assert.ThrowsAsync<InvalidInputException>(() => campaign.SubmitAsync(", retries: 9"));
        Assert.Contains("campaign test exists already with another text", refused.Message, StringComparison.Ordinal);
        await campaign.SucceedAsync();
        refused = await Assert.ThrowsAsync<InvalidInputException>(() => campaign.SubmitAsync(", retries: 9"));
        Assert.Contains("campaign test has ended already (Succeeded)", refused.Message, StringComparison.Ordinal);
    }
}
