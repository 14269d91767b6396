using System.Globalization;
using System.Text;
using Chita.EndToEnd.Tests.Cluster;
using Chita.EndToEnd.Tests.Faults;
using Chita.Silo;
using Orleans.Storage;

namespace Chita.EndToEnd.Tests.Storage;

/// <summary>Grain states as files: killed writers, full disks, several processes, and files that are not what they should be.</summary>
public sealed class FileStorageTests : IDisposable
{
    private static readonly GrainId Counter = GrainId.Create("storagetest", "counter"); // of StateWriter

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_killed_writer_leaves_what_it_has_written_or_was_writing()
    {
        await using var silo = await StartAsync(_folder.Root);
        for (var kill = 1; kill <= 4; kill++)
        {
            using var writer = StartWriter();
            await writer.FirstLine.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
            await Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(100)), TestContext.Current.CancellationToken); // at any moment of a write
            await writer.SignalAsync("KILL");
            await writer.EndAsync();

            var acknowledged = long.Parse(writer.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1], CultureInfo.InvariantCulture);
            var state = await ReadAsync(silo.Storage, Counter);
            Assert.InRange(state.State.Count, acknowledged, acknowledged + 1);
        }
    }

    [Fact]
    public async Task Two_processes_that_write_the_same_state_lose_no_write()
    {
        using var first = StartWriter(50);
        using var second = StartWriter(50);
        Assert.Equal((0, 0), (await first.EndAsync(), await second.EndAsync()));
        await using var silo = await StartAsync(_folder.Root);
        Assert.Equal(100, (await ReadAsync(silo.Storage, Counter)).State.Count);
    }

    [Fact]
    public async Task A_full_disk_keeps_the_old_state_and_takes_the_next_one_when_there_is_room()
    {
        using var disk = SmallDisk.Mount(1 << 20);
        await using var silo = await StartAsync(disk.Root);
        var state = new KeptState<SampleState>(new SampleState { Count = 1 });
        await silo.Storage.WriteStateAsync("sample", Counter, state);
        var known = state.ETag;

        state.State = SampleState.Large(2);
        await Assert.ThrowsAsync<IOException>(() => silo.Storage.WriteStateAsync("sample", Counter, state));
        var read = await ReadAsync(silo.Storage, Counter);
        Assert.Equal((1, known), (read.State.Count, read.ETag));
        Assert.DoesNotContain(Directory.GetFiles(disk.Root), file => file.EndsWith(".new", StringComparison.Ordinal));

        state.State = new SampleState { Count = 3 };
        await silo.Storage.WriteStateAsync("sample", Counter, state);
        Assert.Equal(3, (await ReadAsync(silo.Storage, Counter)).State.Count);
    }

    [Fact]
    public async Task What_a_killed_writer_left_is_removed_at_the_start_and_never_read()
    {
        var path = await WriteOneAsync();
        await File.WriteAllTextAsync(path + ".new", "half a sta", TestContext.Current.CancellationToken);
        await using var silo = await StartAsync(_folder.Root);
        Assert.False(File.Exists(path + ".new"));
        Assert.Equal(1, (await ReadAsync(silo.Storage, Counter)).State.Count);
    }

    [Fact]
    public async Task States_lie_in_one_file_each_whose_first_line_says_whose_they_are()
    {
        var path = await WriteOneAsync();
        Assert.Equal(Path.Combine(_folder.Root, "sample+storagetest+counter.state"), path);
        var lines = await File.ReadAllLinesAsync(path, TestContext.Current.CancellationToken);
        Assert.StartsWith("""{"format":"chita-state","version":1,"etag":""", lines[0], StringComparison.Ordinal);
        Assert.Equal("""{"Count":1,"Name":"","Numbers":[]}""", lines[1]);
    }

    [Theory]
    [InlineData("../../escape")]
    [InlineData("..")]
    [InlineData("/etc/escape")]
    public async Task No_key_leads_out_of_the_folder(string key)
    {
        await using var silo = await StartAsync(_folder.Root);
        await silo.Storage.WriteStateAsync("../..", GrainId.Create("..", key), new KeptState<SampleState>(new SampleState()));
        Assert.Single(Directory.GetFiles(_folder.Root, "*.state"));
    }

    [Theory]
    [InlineData("", "is no grain state of Chita")]
    [InlineData("{}\n", "is no grain state of Chita")]
    [InlineData("not json\nat all", "is no grain state of Chita")]
    [InlineData("""{"format":"chita-state","version":2,"more":true}""" + "\n", "is of format version 2, which a newer Chita wrote; expected version 1")]
    [InlineData("""{"format":"chita-state","version":1}""" + "\n", "is no grain state of Chita")]
    public async Task A_foreign_file_is_named_and_neither_read_nor_overwritten(string content, string message)
    {
        var path = await WriteOneAsync();
        await File.WriteAllTextAsync(path, content, TestContext.Current.CancellationToken);
        await RefusedAsync(path, message);
        Assert.Equal(content, await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_damaged_file_is_named()
    {
        var path = await WriteOneAsync();
        var whole = await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(path, whole[..^1], TestContext.Current.CancellationToken);
        await RefusedAsync(path, "is damaged: 33 of 34 bytes are there");

        await File.WriteAllBytesAsync(path, [.. whole[..^1], (byte)' '], TestContext.Current.CancellationToken);
        await RefusedAsync(path, "is damaged: its bytes have another digest");

        await File.WriteAllTextAsync(path, Encoding.UTF8.GetString(whole).Replace("counter", "other", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        await RefusedAsync(path, "holds the state sample of grain storagetest/other");
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_is_told_at_the_start()
    {
        var file = _folder.Write("file", []);
        var outcome = await SiloProcess.RunAsync(_folder.Root, "--storage", "file", "--state", file, "--data-root", _folder.Root);
        Assert.Equal(3, outcome.ExitCode);
        Assert.Contains($"--state: {file} is not a folder; expected one that exists", outcome.Errors, StringComparison.Ordinal);
    }

    private static Task<StorageSilo> StartAsync(string folder) => StorageSilo.StartAsync(options => options with { Storage = StorageKind.File, State = folder });

    private async Task<string> WriteOneAsync()
    {
        await using var silo = await StartAsync(_folder.Root);
        await silo.Storage.WriteStateAsync("sample", Counter, new KeptState<SampleState>(new SampleState { Count = 1 }));
        return Directory.GetFiles(_folder.Root, "*.state").Single();
    }

    private async Task RefusedAsync(string path, string message)
    {
        await using var silo = await StartAsync(_folder.Root);
        var state = new KeptState<SampleState>(new SampleState());
        var read = await Assert.ThrowsAsync<InvalidDataException>(() => silo.Storage.ReadStateAsync("sample", Counter, state));
        var write = await Assert.ThrowsAsync<InvalidDataException>(() => silo.Storage.WriteStateAsync("sample", Counter, state));
        Assert.StartsWith($"{path} {message}", read.Message, StringComparison.Ordinal);
        Assert.Equal(read.Message, write.Message);
    }

    private static async Task<KeptState<SampleState>> ReadAsync(IGrainStorage storage, GrainId grain)
    {
        var state = new KeptState<SampleState>(new SampleState());
        await storage.ReadStateAsync("sample", grain, state);
        return state;
    }

    private ServerProcess StartWriter(int writes = 0)
    {
        // The fault tool is built beside the tests.
        var release = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var tool = Path.Combine(release.Parent!.Parent!.FullName, "Chita.Faults", release.Name, "Chita.Faults.dll");
        return ServerProcess.Start(["dotnet", tool, "--write-states", _folder.Root, "--writes", writes.ToString(CultureInfo.InvariantCulture)], _folder.Root);
    }
}
