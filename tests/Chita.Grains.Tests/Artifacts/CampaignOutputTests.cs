using Chita.Artifacts;
using Chita.Core.Tests;
using Chita.EndToEnd.Tests.Artifacts;
using Chita.Grains.Artifacts;
using Chita.Grains.Campaigns;
using Chita.Grains.Tests.Campaigns;
using Chita.Reports;
using Microsoft.Extensions.DependencyInjection;

namespace Chita.Grains.Tests.Artifacts;

/// <summary>What a campaign publishes, when, and for how long; whoever dies or fails meanwhile.</summary>
[Collection(SiloCollection.Name)]
public sealed class CampaignOutputTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly LaterClock _clock = new();
    private Func<SiloAddress, Task> _published = _ => Task.CompletedTask;
    private int _collections; // any thread, interlocked

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task An_output_is_published_as_it_was_written_and_can_be_read()
    {
        await using var campaign = await StartAsync(2);
        await campaign.SubmitAsync();
        await campaign.SucceedAsync();

        var outputs = Outputs(campaign);
        var files = await outputs.Find("test", Cancellation);
        Assert.Equal(Directory.GetFiles(campaign.Output).Order(StringComparer.Ordinal).Select(path => FileRecord.Of(path, Path.GetFileName(path))), files);
        foreach (var file in files!)
        {
            var part = await outputs.Read(file.Digest, 1, IOutputGrain.MostBytes, Cancellation);
            Assert.Equal((await File.ReadAllBytesAsync(Path.Combine(campaign.Output, file.Path), Cancellation))[1..], part.ToArray());
        }

        Assert.Null(await outputs.Find("other", Cancellation));
        var missing = await Assert.ThrowsAsync<ArtifactException>(() => outputs.Read(ContentDigest.OfBytes([]), 0, 1, Cancellation));
        Assert.Contains("; expected an object that was put there", missing.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => outputs.Read(files[0].Digest, 0, IOutputGrain.MostBytes + 1, Cancellation));
    }

    [Fact]
    public async Task A_silo_that_dies_between_the_artifacts_and_the_folder_leaves_it_to_the_next_one()
    {
        await using var campaign = await StartAsync(2);
        var first = 1;
        _published = async silo =>
        {
            if (Interlocked.Exchange(ref first, 0) == 0)
                return;
            Assert.False(Directory.Exists(campaign.Output));
            await campaign.Silos.KillAsync(silo);
            await Task.Delay(Timeout.Infinite, Cancellation); // it does nothing more
        };
        await campaign.SubmitAsync();
        await campaign.SucceedAsync();

        Assert.Equal(0, first);
        await UntilAsync(() => Task.FromResult(campaign.Silos.Addresses.Count == 1)); // the cluster of the test may count it a moment longer
        Assert.Empty(Directory.GetDirectories(campaign.DataRoot, "*.partial-*"));
        await AssertPublishedAsync(campaign);
    }

    [Fact]
    public async Task A_store_that_fails_is_tried_again_and_leaves_no_output_when_it_stays_so()
    {
        await using var campaign = await StartAsync(1);
        _published = _ => throw new IOException("the store is away");
        await campaign.SubmitAsync(", retries: 0");
        var end = await campaign.EndAsync();
        Assert.Equal((CampaignState.Failed, FailureKind.Internal, "the store is away"), (end.State, end.Failure!.Kind, end.Failure.Message));
        Assert.False(Directory.Exists(campaign.Output));
        await UntilAsync(async () => await Outputs(campaign).Find("test", Cancellation) is null); // tidied up after the end is told

        var failures = 1;
        _published = _ => Interlocked.Exchange(ref failures, 0) == 1 ? throw new IOException("the store was away") : Task.CompletedTask;
        await campaign.SubmitAsync(", retries: 1", again: true);
        await campaign.SucceedAsync();
        Assert.Equal(["Failed", "Succeeded"], (await campaign.Grain.GetStatus())!.Attempts.Select(attempt => attempt.Outcome));
        await AssertPublishedAsync(campaign);
    }

    [Fact]
    public async Task An_output_is_replaced_by_that_of_a_later_campaign_and_goes_when_one_fails_or_is_forgotten()
    {
        await using var campaign = await StartAsync(1);
        await campaign.SubmitAsync();
        await campaign.SucceedAsync();
        var first = await Outputs(campaign).Find("test", Cancellation);

        Directory.Delete(campaign.Output, recursive: true);
        await campaign.SubmitAsync(", ttl: 1h", again: true);
        await campaign.SucceedAsync();
        await AssertPublishedAsync(campaign);
        Assert.NotEqual(first, await Outputs(campaign).Find("test", Cancellation));

        _clock.Advance(TimeSpan.FromHours(2));
        await UntilAsync(async () =>
        {
            await campaign.Grain.AsReference<IRemindable>().ReceiveReminder("go on", default); // which leaves it to who tidies up at the moment
            return await campaign.Grain.GetStatus() is null;
        });
        Assert.Null(await Outputs(campaign).Find("test", Cancellation));

        Directory.Delete(campaign.Output, recursive: true);
        await campaign.SubmitAsync();
        await campaign.SucceedAsync();
        await campaign.SubmitAsync(", retries: 0", again: true); // its output folder is there already
        Assert.Equal(CampaignState.Failed, (await campaign.EndAsync()).State);
        await UntilAsync(async () => await Outputs(campaign).Find("test", Cancellation) is null);
    }

    [Fact]
    public async Task Many_wishes_to_collect_are_one_collection()
    {
        await using var campaign = await StartAsync(2);
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => campaign.Silos.Grains.GetGrain<ICollectorGrain>(0).Collect()));
        await UntilAsync(() => Task.FromResult(Volatile.Read(ref _collections) > 0));
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => campaign.Silos.Grains.GetGrain<ICollectorGrain>(0).Collect()));
        Assert.Equal(1, Volatile.Read(ref _collections));
    }

    [Fact]
    public async Task A_campaign_that_ends_has_old_artifacts_collected()
    {
        var store = new FolderArtifactStore(_folder.Root, _clock);
        var garbage = await store.PutAsync(new MemoryStream([1, 2, 3]), Cancellation);
        _clock.Advance(TimeSpan.FromHours(2));
        await using var campaign = await StartAsync(1);
        await campaign.SubmitAsync();
        await campaign.SucceedAsync();
        await UntilAsync(async () => await Record.ExceptionAsync(() => store.OpenAsync(garbage.Digest, Cancellation)) is ArtifactException);
        await AssertPublishedAsync(campaign);
    }

    private Task<TestCampaign> StartAsync(int silos) => TestCampaign.StartAsync(silos, configure: silo =>
    {
        silo.Services.AddSingleton<TimeProvider>(_clock);
        silo.Services.AddSingleton<IArtifactStore>(services => new WatchedStore(
            new FolderArtifactStore(_folder.Root, _clock),
            () => _published(services.GetRequiredService<ILocalSiloDetails>().SiloAddress),
            () => Task.FromResult(Interlocked.Increment(ref _collections))));
    });

    private static async Task AssertPublishedAsync(TestCampaign campaign)
    {
        var report = FileRecord.Of(Path.Combine(campaign.Output, "report.json"), "report.json");
        Assert.Contains(report, (await Outputs(campaign).Find("test", Cancellation))!);
    }

    private static IOutputGrain Outputs(TestCampaign campaign) => campaign.Silos.Grains.GetGrain<IOutputGrain>(0);

    private static async Task UntilAsync(Func<Task<bool>> wanted)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        patience.CancelAfter(TimeSpan.FromMinutes(1));
        while (!await wanted())
            await Task.Delay(20, patience.Token);
    }
}
