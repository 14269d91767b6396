using Chita.Artifacts;
using Chita.EndToEnd.Tests.Cluster;
using Chita.EndToEnd.Tests.Faults;
using Chita.Reports;

namespace Chita.EndToEnd.Tests.Artifacts;

/// <summary>What only a folder of artifacts can run into: full disks, leftovers, damaged lists, and a repair by hand.</summary>
[Collection(ClusterCollection.Name)]
public sealed class FolderArtifactTests : IDisposable
{
    private static readonly TimeSpan Grace = TimeSpan.FromHours(1);

    private readonly TemporaryFolder _folder = new();
    private readonly LaterClock _clock = new();

    private FolderArtifactStore Store => new(_folder.Root, _clock);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_full_disk_is_one_message_and_leaves_nothing_half()
    {
        using var disk = SmallDisk.Mount(1 << 20);
        var store = new FolderArtifactStore(disk.Root, _clock);
        var small = await PutAsync(store, 100_000, 1);
        await store.PublishAsync("name", [small], Cancellation);
        var before = Directory.GetFiles(disk.Root, "*", SearchOption.AllDirectories);

        var refused = await Assert.ThrowsAsync<IOException>(() => PutAsync(store, 2 << 20, 2));
        Assert.StartsWith($"an object cannot be kept in {disk.Root} (", refused.Message, StringComparison.Ordinal);
        Assert.EndsWith("; expected a folder that can be written, with room for it", refused.Message, StringComparison.Ordinal);
        Assert.Equal(before.Order(), Directory.GetFiles(disk.Root, "*", SearchOption.AllDirectories).Order());
        Assert.Equal([small], await store.FindAsync("name", Cancellation));
        await PutAsync(store, 100_000, 3); // there is room for this
    }

    [Fact]
    public async Task A_put_repairs_an_object_that_is_damaged()
    {
        var file = await PutAsync(Store, 1000, 1);
        await File.WriteAllTextAsync(ObjectOf(file), "something else", Cancellation);
        await PutAsync(Store, 1000, 1);
        await using var content = await Store.OpenAsync(file.Digest, Cancellation);
        await content.CopyToAsync(Stream.Null, Cancellation);
    }

    [Theory]
    [InlineData("", "is no list of published files, or a damaged one")]
    [InlineData("{}", "is no list of published files, or a damaged one")]
    [InlineData("""{"format":"chita-artifacts","version":1,"name":"name"}""", "is no list of published files, or a damaged one")]
    [InlineData("""{"format":"chita-artifacts","version":2,"name":"name","files":[]}""", "is of format version 2, which a newer Chita wrote")]
    [InlineData("""{"format":"chita-artifacts","version":1,"name":"name","files":[{"path":"../x","bytes":1,"digest":"sha256:0"}]}""", "is damaged: \"../x\" is not the path of a file")]
    [InlineData("""{"format":"chita-artifacts","version":1,"name":"name","files":[{"path":"x","bytes":1,"digest":"sha256:0"}]}""", "is damaged: x has no digest and size")]
    public async Task A_damaged_list_is_named_and_keeps_everything_from_being_collected(string text, string message)
    {
        var file = await PutAsync(Store, 1000, 1);
        await Store.PublishAsync("name", [file], Cancellation);
        var path = _folder["published/name.json"];
        await File.WriteAllTextAsync(path, text, Cancellation);
        _clock.Advance(2 * Grace);

        Assert.StartsWith($"{path} {message}", (await Assert.ThrowsAsync<ArtifactException>(() => Store.FindAsync("name", Cancellation))).Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ArtifactException>(() => Store.CollectAsync(Grace, Cancellation));
        Assert.True(File.Exists(ObjectOf(file)));
        await Store.PublishAsync("name", [file], Cancellation);
        Assert.Equal([file], await Store.FindAsync("name", Cancellation));
    }

    [Fact]
    public async Task What_writers_left_is_collected_when_it_is_old()
    {
        Directory.CreateDirectory(_folder["partial"]);
        _folder.Write("partial/half", [1, 2, 3]);
        await Store.CollectAsync(Grace, Cancellation);
        Assert.True(File.Exists(_folder["partial/half"])); // its writer may live
        _clock.Advance(2 * Grace);
        await Store.CollectAsync(Grace, Cancellation);
        Assert.False(File.Exists(_folder["partial/half"]));
    }

    private string ObjectOf(FileRecord file) => _folder[$"objects/sha256/{file.Digest[7..9]}/{file.Digest[7..]}"];

    private static async Task<FileRecord> PutAsync(FolderArtifactStore store, long bytes, int seed)
    {
        await using var content = new SampleContent(bytes, seed);
        var kept = await store.PutAsync(content, Cancellation);
        return new FileRecord("file", kept.Bytes, kept.Digest);
    }
}
