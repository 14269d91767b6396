using Chita.EndToEnd.Tests.Cluster;
using Chita.Silo;

namespace Chita.EndToEnd.Tests.Storage;

/// <summary>Which storage is chosen, and what is told of a choice that cannot be.</summary>
public sealed class StorageOptionsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private SiloOptions Options => new() { DataRoot = _folder.Root };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(ClusteringKind.Localhost, StorageKind.Memory)]
    [InlineData(ClusteringKind.Redis, StorageKind.Redis)]
    [InlineData(ClusteringKind.AdoNet, StorageKind.AdoNet)]
    public void Storage_follows_clustering_unless_it_is_named(ClusteringKind clustering, StorageKind storage)
    {
        Assert.Equal(storage, (Options with { Clustering = clustering }).EffectiveStorage);
        Assert.Equal(StorageKind.File, (Options with { Clustering = clustering, Storage = StorageKind.File }).EffectiveStorage);
    }

    [Fact]
    public void Files_lie_under_the_data_root_unless_a_folder_is_named()
    {
        Assert.Equal(_folder[".chita/state"], Options.StateFolder);
        Assert.Empty((Options with { Storage = StorageKind.File }).Problems());
        Assert.Empty((Options with { Storage = StorageKind.File, State = _folder.Root }).Problems());
    }

    [Fact]
    public void What_a_storage_needs_is_told()
    {
        Told(Options with { Storage = StorageKind.Redis }, "--redis: is missing; expected HOST:PORT, because --storage is redis");
        Told(Options with { Storage = StorageKind.AdoNet }, "--adonet: is missing; expected a connection string of Npgsql", "because --storage is adonet");
        Told(Options with { Storage = StorageKind.Azure }, "--azure: is missing; expected a connection string such as", "because --storage is azure");
        Told(Options with { State = _folder.Root }, "--state: is for --storage file only");
        Told(Options with { Storage = StorageKind.File, State = _folder["nowhere"] }, "--state: ", "is not a folder; expected one that exists");
        Told(Options with { Azure = "UseDevelopmentStorage=true" }, "--azure: is for azure as --storage, --artifacts or --slices only");
        Told(Azure("UseDevelopmentStorage=true") with { AzureContainer = "Grain--State" }, "--azure-container: \"Grain--State\" is not a container; expected 3 to 63");
        Assert.Empty(Azure("UseDevelopmentStorage=true").Problems());
    }

    [Theory]
    [InlineData("secret")]
    [InlineData("AccountName=a;AccountKey=secret")]
    public void A_connection_string_that_cannot_be_used_is_not_shown(string connection)
    {
        Told(Azure(connection), "--azure: is not a connection string; expected one such as");
        Assert.DoesNotContain("secret", Azure(connection).Problems().Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_storage_is_exit_code_3()
    {
        var outcome = await SiloProcess.RunAsync(_folder.Root, "--storage", "disk", "--data-root", _folder.Root);
        Assert.Equal((3, "chita-silo: --storage: \"disk\" is not file, memory, redis, adonet or azure"), (outcome.ExitCode, outcome.Errors.TrimEnd()));
    }

    [Theory]
    [InlineData("redis", "--redis", "127.0.0.1:1", "Redis at 127.0.0.1:1")]
    [InlineData("azure", "--azure", "BlobEndpoint=http://127.0.0.1:1/account;SharedAccessSignature=sv=1&sig=secret", "Azure Blob storage at 127.0.0.1:1, container grainstate,")]
    public async Task A_storage_that_does_not_answer_is_waited_for_and_then_named(string storage, string option, string value, string name)
    {
        using var silo = SiloProcess.Launch(_folder.Root, "--storage", storage, option, value, "--wait", "2");
        Assert.Equal(1, await silo.EndAsync());
        Assert.Contains($"waiting for {name}", silo.Errors, StringComparison.Ordinal);
        Assert.Contains($"{name} did not answer for 2 s", silo.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", silo.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", silo.Errors, StringComparison.Ordinal); // no stack trace
    }

    [Fact]
    public async Task A_wrong_key_for_Azure_is_told_and_not_shown()
    {
        using var azurite = await AzuriteServer.StartAsync();
        var wrong = azurite.ConnectionString.Replace(AzuriteServer.Secret, "c2VjcmV0LXNlY3JldA==", StringComparison.Ordinal);
        using var silo = SiloProcess.Launch(_folder.Root, "--storage", "azure", "--azure", wrong);
        Assert.Equal(1, await silo.EndAsync());
        Assert.Contains(", container grainstate, cannot be used: ", silo.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("c2VjcmV0", silo.Errors, StringComparison.Ordinal);
        Assert.Single(silo.Errors.TrimEnd().Split('\n'));
    }

    [Fact]
    public async Task A_silo_keeps_files_in_the_folder_that_it_makes()
    {
        using var silo = await SiloProcess.StartAsync(_folder.Root, "--storage", "file");
        Assert.True(Directory.Exists(_folder[".chita/state"]));
        Assert.Equal(0, await silo.StopAsync());
    }

    private SiloOptions Azure(string connection) => Options with { Storage = StorageKind.Azure, Azure = connection };

    private static void Told(SiloOptions options, params string[] parts)
    {
        var problem = Assert.Single(options.Problems());
        Assert.All(parts, part => Assert.Contains(part, problem, StringComparison.Ordinal));
    }
}
