using System.Security.Cryptography;
using Chita.Artifacts;
using Chita.EndToEnd.Tests.Cluster;
using Chita.Reports;

namespace Chita.EndToEnd.Tests.Artifacts;

/// <summary>What campaigns and clients rely on, whatever artifacts are kept in.</summary>
[Collection(ClusterCollection.Name)]
public abstract partial class ArtifactStoreContract
{
    private const long Mebibyte = 1 << 20;

    private static int _seeds; // so that each test has content of its own

    private readonly ArtifactFixture _fixture;
    private readonly LaterClock _clock = new();
    private readonly IArtifactStore _store;
    private readonly string _name = $"tests/{Guid.NewGuid():N}";

    protected ArtifactStoreContract(ArtifactFixture fixture)
    {
        ArgumentNullException.ThrowIfNull(fixture);
        (_fixture, _store) = (fixture, fixture.Place.Open(_clock));
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    [InlineData(100_000, true)]
    [InlineData(8 << 20, true)]
    [InlineData((8 << 20) + 1, false)]
    [InlineData(20_000_000, true)]
    public async Task Content_comes_back_to_the_last_bit_and_is_kept_once(int bytes, bool canSeek)
    {
        var seed = NewSeed();
        var kept = await PutAsync(bytes, seed, canSeek);
        Assert.Equal(new ArtifactObject(DigestOf(bytes, seed), bytes), kept);
        Assert.Equal(kept, await PutAsync(bytes, seed, canSeek));
        await AssertWholeAsync(kept.Digest);
        Assert.Single(await _fixture.Place.ListAsync(), PathOf(kept.Digest));
    }

    [Fact]
    public async Task A_hundred_MiB_pass_in_pieces()
    {
        var seed = NewSeed();
        await AssertWholeAsync((await PutAsync(Mebibyte, NewSeed(), canSeek: false)).Digest); // what is made once is made by now
        var before = GC.GetTotalAllocatedBytes(precise: true);
        var kept = await PutAsync(100 * Mebibyte, seed, canSeek: false);
        await AssertWholeAsync(kept.Digest);
        Assert.InRange(GC.GetTotalAllocatedBytes(precise: true) - before, 0, 50 * Mebibyte);
        Assert.Equal(100 * Mebibyte, kept.Bytes);
    }

    [Fact]
    public async Task Parts_are_read_from_any_offset()
    {
        const int Bytes = 300_000;
        var seed = NewSeed();
        var kept = await PutAsync(Bytes, seed);
        foreach (var (offset, count) in new[] { (0, 10), (1, 65_536), (250_000, 100_000), (299_999, 5), (300_000, 5), (400_000, 5) })
        {
            var buffer = new byte[count];
            var read = await _store.ReadAsync(kept.Digest, offset, buffer, Cancellation);
            Assert.Equal(offset < Bytes ? SampleContent.Part(Bytes, seed, offset, count) : [], buffer[..read]);
        }
    }

    [Fact]
    public async Task Writers_of_the_same_content_and_of_other_content_do_not_disturb_each_other()
    {
        int[] seeds = [NewSeed(), NewSeed(), NewSeed()];
        var writers = Enumerable.Range(0, 9).Select(i => Task.Run(() => PutAsync(9 * Mebibyte + i % 3, seeds[i % 3], i % 2 == 0), Cancellation)).ToArray();
        foreach (var (kept, i) in (await Task.WhenAll(writers)).Select((kept, i) => (kept, i)))
        {
            Assert.Equal(DigestOf(9 * Mebibyte + i % 3, seeds[i % 3]), kept.Digest);
            await AssertWholeAsync(kept.Digest);
        }
    }

    [Fact]
    public async Task What_is_published_changes_in_one_step_under_readers()
    {
        FileRecord[] first = [await FileAsync("a/model"), await FileAsync("report")], second = [await FileAsync("a/model"), await FileAsync("other"), await FileAsync("report")];
        await _store.PublishAsync(_name, first, Cancellation);
        using var done = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var readers = Enumerable.Range(0, 3).Select(_ => Task.Run(async () =>
        {
            var seen = 0;
            for (; !done.IsCancellationRequested; seen++)
            {
                var files = await _store.FindAsync(_name, Cancellation);
                Assert.True(files!.SequenceEqual(first) || files!.SequenceEqual(second), "a list that nobody has published");
                await AssertWholeAsync(files![0].Digest);
            }

            return seen;
        }, Cancellation)).ToArray();
        for (var i = 1; i <= 60; i++)
            await _store.PublishAsync(_name, i % 2 == 0 ? first : second, Cancellation);
        await done.CancelAsync();
        Assert.All(await Task.WhenAll(readers), seen => Assert.True(seen > 0));
        Assert.Equal(first, await _store.FindAsync(_name, Cancellation));
    }

    [Fact]
    public async Task A_name_is_taken_back_with_those_below_it_and_no_others()
    {
        var file = await FileAsync("x");
        string[] names = [$"{_name}", $"{_name}/1", $"{_name}/1/conv%2F%CE%B1.0", $"{_name}-other"];
        foreach (var name in names)
            await _store.PublishAsync(name, [file], Cancellation);
        await _store.RemoveAsync($"{_name}/1", Cancellation);
        Assert.Equal((bool[])[true, false, false, true], await ThereAsync());
        await _store.PublishAsync(names[1], [file], Cancellation);
        await _store.RemoveAsync(_name, Cancellation);
        Assert.Equal((bool[])[false, false, false, true], await ThereAsync());
        await _store.RemoveAsync(_name, Cancellation); // again: there is nothing to do

        async Task<bool[]> ThereAsync() => await Task.WhenAll(names.Select(async name => await _store.FindAsync(name, Cancellation) is not null));
    }

    [Theory]
    [InlineData("")]
    [InlineData("../out")]
    [InlineData("/out")]
    [InlineData("a//b")]
    [InlineData("a/./b")]
    [InlineData("a b")]
    public async Task No_name_and_no_path_leads_out(string text)
    {
        var file = await FileAsync("x");
        await Assert.ThrowsAsync<ArgumentException>(() => _store.PublishAsync(text, [file], Cancellation));
        await Assert.ThrowsAsync<ArgumentException>(() => _store.FindAsync(text, Cancellation));
        await Assert.ThrowsAsync<ArgumentException>(() => _store.RemoveAsync(text, Cancellation));
        if (text != "a b")
            await Assert.ThrowsAsync<ArgumentException>(() => _store.PublishAsync(_name, [file with { Path = text }], Cancellation));
        await Assert.ThrowsAsync<ArtifactException>(() => _store.OpenAsync(text, Cancellation));
    }

    [Fact]
    public async Task An_object_that_is_not_there_is_named_and_cannot_be_published()
    {
        var file = await FileAsync("x");
        await _store.PublishAsync(_name, [file], Cancellation);
        var missing = ContentDigest.OfBytes([9, 9, (byte)NewSeed()]);
        Assert.StartsWith($"{missing} is not in ", (await Assert.ThrowsAsync<ArtifactException>(() => _store.OpenAsync(missing, Cancellation))).Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ArtifactException>(() => _store.ReadAsync(missing, 0, new byte[1], Cancellation));
        await Assert.ThrowsAsync<ArtifactException>(() => _store.PublishAsync(_name, [file, new FileRecord("y", 3, missing)], Cancellation));
        Assert.Equal([file], await _store.FindAsync(_name, Cancellation));
    }

    [Fact]
    public async Task A_turned_bit_is_noticed_and_named()
    {
        var kept = await PutAsync(100_000, NewSeed());
        await _fixture.Place.DamageAsync(PathOf(kept.Digest));
        var failure = await Assert.ThrowsAsync<ArtifactException>(() => AssertWholeAsync(kept.Digest));
        Assert.StartsWith($"{kept.Digest} in ", failure.Message, StringComparison.Ordinal);
        Assert.Contains(" is damaged: ", failure.Message, StringComparison.Ordinal);
    }

    /// <summary>Puts content that nothing else has; its size is its seed, so that it can be made again.</summary>
    private async Task<FileRecord> FileAsync(string path)
    {
        var seed = 1000 + NewSeed();
        var kept = await PutAsync(seed, seed);
        return new FileRecord(path, kept.Bytes, kept.Digest);
    }

    private async Task<ArtifactObject> PutAsync(long bytes, int seed, bool canSeek = true)
    {
        await using var content = new SampleContent(bytes, seed, canSeek);
        return await _store.PutAsync(content, Cancellation);
    }

    private async Task AssertWholeAsync(string digest)
    {
        await using var content = await _store.OpenAsync(digest, Cancellation);
        Assert.Equal(digest, ContentDigest.Format(await SHA256.HashDataAsync(content, Cancellation)));
    }

    private static int NewSeed() => Interlocked.Increment(ref _seeds);

    private static string DigestOf(long bytes, int seed)
    {
        using var content = new SampleContent(bytes, seed);
        return ContentDigest.Format(SHA256.HashData(content));
    }

    private static string PathOf(string digest) => $"objects/sha256/{digest[7..9]}/{digest[7..]}";
}

public sealed class FolderArtifactContractTests(FolderArtifactFixture fixture) : ArtifactStoreContract(fixture), IClassFixture<FolderArtifactFixture>;

public sealed class AzuriteArtifactContractTests(AzuriteArtifactFixture fixture) : ArtifactStoreContract(fixture), IClassFixture<AzuriteArtifactFixture>;
