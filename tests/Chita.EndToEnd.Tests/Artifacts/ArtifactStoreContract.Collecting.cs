using System.Globalization;
using Chita.Artifacts;
using Chita.EndToEnd.Tests.Cluster;
using Chita.Reports;

namespace Chita.EndToEnd.Tests.Artifacts;

/// <content>What is collected, and what never is.</content>
public abstract partial class ArtifactStoreContract
{
    private static readonly TimeSpan Grace = TimeSpan.FromHours(1);

    [Fact]
    public async Task Collection_removes_what_is_old_and_not_published_and_nothing_else()
    {
        var (old, replaced, published, renewed) = (await FileAsync("old"), await FileAsync("replaced"), await FileAsync("published"), await FileAsync("renewed"));
        await _store.PublishAsync(_name, [replaced, published], Cancellation);
        await _store.PublishAsync(_name, [published], Cancellation);
        await _store.CollectAsync(Grace, Cancellation); // all are young
        Assert.Equal((bool[])[true, true, true, true], await ThereAsync(old, replaced, published, renewed));

        _clock.Advance(2 * Grace);
        var fresh = await FileAsync("fresh");
        await PutAsync(renewed.Bytes, (int)renewed.Bytes);
        var removed = await _store.CollectAsync(Grace, Cancellation);
        Assert.True(removed.Objects >= 2 && removed.Bytes >= old.Bytes + replaced.Bytes); // other tests leave some too
        Assert.Equal((bool[])[false, false, true, true, true], await ThereAsync(old, replaced, published, renewed, fresh));
        await AssertWholeAsync(published.Digest);

        await _store.RemoveAsync(_name, Cancellation);
        _clock.Advance(2 * Grace);
        await _store.CollectAsync(Grace, Cancellation);
        Assert.Equal((bool[])[false], await ThereAsync(published));

        async Task<bool[]> ThereAsync(params FileRecord[] files)
        {
            var paths = await _fixture.Place.ListAsync();
            return [.. files.Select(file => paths.Contains(PathOf(file.Digest)))];
        }
    }

    [Fact]
    public async Task What_is_put_or_published_while_its_old_object_is_collected_is_there_in_the_end()
    {
        for (var round = 0; round < 15; round++)
        {
            var files = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => FileAsync($"{i}")));
            _clock.Advance(2 * Grace);
            var collections = Task.Run(async () =>
            {
                for (var i = 0; i < 3; i++)
                    await _store.CollectAsync(Grace, Cancellation);
            }, Cancellation);
            await Task.WhenAll(files.Select((file, i) => Task.Run(async () =>
            {
                var mine = $"{_name}/{i}";
                if (i % 2 == 0)
                    await PutAsync(file.Bytes, (int)file.Bytes);
                try
                {
                    await _store.PublishAsync(mine, [file], Cancellation);
                }
                catch (ArtifactException) when (i % 2 == 1) // the collector was faster
                {
                    await PutAsync(file.Bytes, (int)file.Bytes);
                    await _store.PublishAsync(mine, [file], Cancellation);
                }
            }, Cancellation)));
            await collections;
            foreach (var file in files)
                await AssertWholeAsync(file.Digest);
        }
    }

    [Fact]
    public async Task A_killed_writer_leaves_a_store_that_works()
    {
        for (var kill = 1; kill <= 4; kill++)
        {
            // The fault tool is built beside the tests.
            var release = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
            var tool = Path.Combine(release.Parent!.Parent!.FullName, "Chita.Faults", release.Name, "Chita.Faults.dll");
            using var writer = ServerProcess.Start(["dotnet", tool, .. _fixture.Place.Options], release.FullName);
            await writer.FirstLine.WaitAsync(TimeSpan.FromSeconds(60), Cancellation);
            await Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(300)), Cancellation); // at any moment of a put or of publishing
            await writer.SignalAsync("KILL");
            await writer.EndAsync();

            var acknowledged = int.Parse(writer.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1], CultureInfo.InvariantCulture);
            var files = await _store.FindAsync("killed", Cancellation);
            Assert.InRange(int.Parse(files![0].Path, CultureInfo.InvariantCulture), acknowledged, acknowledged + 1);
            foreach (var file in files)
                await AssertWholeAsync(file.Digest);

            _clock.Advance(2 * Grace);
            await _store.CollectAsync(Grace, Cancellation);
            foreach (var file in files)
                await AssertWholeAsync(file.Digest);
            Assert.DoesNotContain(await _fixture.Place.ListAsync(), path => path.StartsWith("partial", StringComparison.Ordinal));
        }
    }
}
