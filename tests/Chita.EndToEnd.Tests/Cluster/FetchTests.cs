using Chita.EndToEnd.Tests.Faults;
using Chita.EndToEnd.Tests.Storage;

namespace Chita.EndToEnd.Tests.Cluster;

/// <summary>Outputs of campaigns that come to where their user is: all of them, as they were written, or nothing.</summary>
[Collection(ClusterCollection.Name)]
public sealed class FetchTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_output_comes_as_it_was_written_and_only_into_a_new_folder(bool azure)
    {
        using var azurite = azure ? await AzuriteServer.StartAsync() : null;
        using var cluster = await SiloCluster.StartAsync(2, azurite is null ? [] : ["--artifacts", "azure", "--azure", azurite.ConnectionString]);
        await RunAsync(cluster, new MlpCampaign { Samples = 160 });

        var fetched = await FetchAsync(cluster, "mlpnet", "--to", "here/it-is");
        Assert.True(fetched.ExitCode == 0, fetched.Errors);
        Assert.Matches(@"\Amlpnet: [0-9]+ files, [0-9.]+ [KM]iB, in here/it-is\n\z", fetched.Output);
        var (written, came) = (Path.Combine(cluster.Folder, "out"), Path.Combine(_folder.Root, "here", "it-is"));
        Assert.Equal(Names(written), Names(came));
        foreach (var name in Names(written))
            Assert.Equal(await BytesAsync(written, name), await BytesAsync(came, name));
        Assert.Equal(0, (await ChitaProcess.RunAsync(_folder.Root, "verify", came)).ExitCode);

        var again = await FetchAsync(cluster, "mlpnet", "--to", "here/it-is");
        Assert.Equal((3, "chita: here/it-is: exists already; --to names a new folder. Remove it, or name another one."), (again.ExitCode, again.Errors.TrimEnd()));
        Assert.Equal(["it-is"], Names(Path.Combine(_folder.Root, "here")));
    }

    [Fact]
    public async Task A_full_disk_is_told_and_nothing_stays_on_it()
    {
        using var disk = SmallDisk.Mount(64 << 10);
        using var cluster = await SiloCluster.StartAsync(1);
        await RunAsync(cluster, new MlpCampaign { Samples = 160 });
        var full = await FetchAsync(cluster, "mlpnet", "--to", Path.Combine(disk.Root, "here"));
        Assert.Equal(3, full.ExitCode);
        Assert.Matches(@"\Achita: .*/here: cannot be written \(No space left on device.*\); --to names a new folder in a writable place, with room for the output\.\n\z", full.Errors);
        Assert.Empty(Names(disk.Root));
    }

    [Fact]
    public async Task What_has_no_output_is_told_with_its_state()
    {
        using var cluster = await SiloCluster.StartAsync(1);
        var unknown = await FetchAsync(cluster, "nobody");
        Assert.Equal(4, unknown.ExitCode);
        Assert.StartsWith("chita: there is no campaign nobody; ", unknown.Errors, StringComparison.Ordinal);

        var file = new MlpCampaign { Stages = 100 }.WriteTo(_folder.Root, cluster.Folder);
        Assert.Equal(0, (await ChitaProcess.RunAsync(_folder.Root, "submit", file, "--gateway", cluster.Gateways)).ExitCode);
        var early = await FetchAsync(cluster, "mlpnet");
        Assert.Equal(1, early.ExitCode);
        Assert.Matches(@"\Achita: mlpnet: (Pending|Admitted|Running); its output can be fetched when it has ended, and chita watch mlpnet follows it\n\z", early.Errors);

        Assert.Equal(0, (await ChitaProcess.RunAsync(_folder.Root, "cancel", "mlpnet", "--gateway", cluster.Gateways)).ExitCode);
        await ChitaProcess.RunAsync(_folder.Root, "watch", "mlpnet", "--gateway", cluster.Gateways);
        var cancelled = await FetchAsync(cluster, "mlpnet");
        Assert.Equal((1, "chita: mlpnet: Cancelled; only a campaign that succeeded, or was rejected by its quality gate, has an output"), (cancelled.ExitCode, cancelled.Errors.TrimEnd()));
        Assert.False(Path.Exists(Path.Combine(_folder.Root, "mlpnet")));
    }

    [Fact]
    public async Task A_damaged_artifact_and_a_cluster_without_any_are_told_and_leave_nothing()
    {
        using var cluster = await SiloCluster.StartAsync(1);
        await RunAsync(cluster, new MlpCampaign { Samples = 160 });
        var model = new FileInfo(Path.Combine(cluster.Folder, "out", "model.safetensors"));
        var kept = Directory.GetFiles(Path.Combine(cluster.Folder, ".chita", "artifacts", "objects"), "*", SearchOption.AllDirectories)
            .Single(path => new FileInfo(path).Length == model.Length);
        var bytes = await File.ReadAllBytesAsync(kept, TestContext.Current.CancellationToken);
        bytes[^1] ^= 1;
        await File.WriteAllBytesAsync(kept, bytes, TestContext.Current.CancellationToken);
        var damaged = await FetchAsync(cluster, "mlpnet");
        Assert.Equal(1, damaged.ExitCode);
        Assert.Matches(@"\Achita: model\.safetensors came with the digest sha256:[0-9a-f]{64}; expected sha256:[0-9a-f]{64}: it is damaged in the artifact store\n\z", damaged.Errors);

        await File.WriteAllBytesAsync(kept, bytes[..^1], TestContext.Current.CancellationToken);
        var shorter = await FetchAsync(cluster, "mlpnet");
        Assert.Equal(1, shorter.ExitCode);
        Assert.Contains("is damaged in the artifact store", shorter.Errors, StringComparison.Ordinal);

        using var without = await SiloCluster.StartAsync(1, "--artifacts", "none");
        await RunAsync(without, new MlpCampaign { Samples = 160 });
        var none = await FetchAsync(without, "mlpnet");
        Assert.Equal(1, none.ExitCode);
        Assert.StartsWith("chita: mlpnet: Succeeded, but its output is not in the artifact store of the cluster; ", none.Errors, StringComparison.Ordinal);
        Assert.False(Path.Exists(Path.Combine(without.Folder, ".chita", "artifacts")));
        Assert.Equal(["mlpnet.yaml"], Names(_folder.Root));
    }

    private async Task RunAsync(SiloCluster cluster, MlpCampaign campaign)
    {
        var outcome = await ChitaProcess.RunAsync(_folder.Root, "run", campaign.WriteTo(_folder.Root, cluster.Folder), "--gateway", cluster.Gateways);
        Assert.True(outcome.ExitCode == 0, outcome.Errors);
    }

    private Task<Outcome> FetchAsync(SiloCluster cluster, string name, params string[] more) =>
        ChitaProcess.RunAsync(_folder.Root, ["fetch", name, "--gateway", cluster.Gateways, .. more]);

    private static Task<byte[]> BytesAsync(string folder, string name) => File.ReadAllBytesAsync(Path.Combine(folder, name), TestContext.Current.CancellationToken);

    private static string[] Names(string folder) => [.. Directory.GetFileSystemEntries(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal)!];
}
