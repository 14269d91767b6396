using Chita.Artifacts;
using Chita.Blocks;
using Chita.Core.Tests;
using Chita.Grains.Storage;

namespace Chita.Grains.Tests.Storage;

/// <summary>Slices live as long as their stage, and are in nobody else's way.</summary>
public sealed class SliceStoreTests : IDisposable
{
    private static readonly BlockId Block = new("conv/α:1", 7);

    private readonly TemporaryFolder _folder = new();

    private SliceStore Store => new(new FolderArtifactStore(_folder.Root, TimeProvider.System));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_slice_comes_back_until_its_stage_or_its_run_is_removed()
    {
        string[] names = [SliceStore.NameOf("a-1", 0, Block), SliceStore.NameOf("a-1", 1, Block), SliceStore.NameOf("a-2", 0, Block)];
        foreach (var name in names)
            await Store.KeepAsync(name, new MemoryStream([1, 2, (byte)name.Length, .. name[..4].Select(letter => (byte)letter)]));
        Assert.Equal("slices/a-1/0/conv%2F%CE%B1%3A1.7", names[0]);
        Assert.Equal((bool[])[true, true, true], await HasAsync(names));
        await using (var content = await Store.OpenAsync(names[0]))
            Assert.Equal(1, content!.ReadByte());

        await Store.RemoveStageAsync("a-1", 0);
        Assert.Equal((bool[])[false, true, true], await HasAsync(names));
        Assert.Null(await Store.OpenAsync(names[0]));
        await Store.RemoveRunAsync("a-1");
        Assert.Equal((bool[])[false, false, true], await HasAsync(names));
        await Store.RemoveRunAsync("a-2");
        Assert.Equal(["lock"], Directory.GetFiles(_folder.Root, "*", SearchOption.AllDirectories).Select(Path.GetFileName));
    }

    [Fact]
    public async Task Campaigns_that_remove_what_is_theirs_lose_nothing_of_others()
    {
        var names = Enumerable.Range(0, 40).Select(i => SliceStore.NameOf("kept", i % 2, new BlockId("a", i))).ToArray();
        using var done = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var others = Task.Run(async () =>
        {
            while (!done.IsCancellationRequested)
                await Store.RemoveRunAsync("other");
        }, Cancellation);
        await Parallel.ForEachAsync(names, Cancellation, async (name, _) => await KeepAsync(name));
        await done.CancelAsync();
        await others;
        foreach (var name in names)
        {
            await using var content = await Store.OpenAsync(name);
            await content!.CopyToAsync(Stream.Null, Cancellation);
        }

        // Removing without a break may be in the way of one slice more than a few times; that is told, and it is kept the next time.
        async Task KeepAsync(string name)
        {
            while (await Record.ExceptionAsync(() => Store.KeepAsync(name, new MemoryStream(System.Text.Encoding.UTF8.GetBytes(name)))) is { } failure)
                Assert.True(failure is ArtifactException, failure.ToString());
        }
    }

    [Fact]
    public async Task Without_a_store_nothing_is_kept_and_nothing_fails()
    {
        var none = new SliceStore(null);
        await none.KeepAsync("slices/a/0/b.0", new MemoryStream([1]));
        Assert.False(none.IsUsed || await none.HasAsync("slices/a/0/b.0"));
        Assert.Null(await none.OpenAsync("slices/a/0/b.0"));
        await none.RemoveStageAsync("a", 0);
        await none.RemoveRunAsync("a");
    }

    private async Task<bool[]> HasAsync(string[] names)
    {
        var has = new List<bool>();
        foreach (var name in names)
            has.Add(await Store.HasAsync(name));
        return [.. has];
    }
}
