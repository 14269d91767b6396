using Azure.Storage.Blobs;
using Chita.Artifacts;
using Chita.EndToEnd.Tests.Storage;
using Chita.Silo.Artifacts;

namespace Chita.EndToEnd.Tests.Artifacts;

/// <summary>Something that artifacts can be kept in.</summary>
internal interface IArtifactPlace : IDisposable
{
    /// <summary>How another process is told of it.</summary>
    string[] Options { get; }

    /// <summary>The store there.</summary>
    IArtifactStore Open(TimeProvider time);

    /// <summary>Turns a bit of what lies at a path.</summary>
    Task DamageAsync(string path);

    /// <summary>All paths where something lies, files that are not complete too.</summary>
    Task<string[]> ListAsync();
}

internal sealed class FolderPlace : IArtifactPlace
{
    private readonly TemporaryFolder _folder = new();

    public string[] Options => ["--write-artifacts", _folder.Root];

    public IArtifactStore Open(TimeProvider time) => new FolderArtifactStore(_folder.Root, time);

    public async Task DamageAsync(string path)
    {
        var bytes = await File.ReadAllBytesAsync(_folder[path], TestContext.Current.CancellationToken);
        bytes[bytes.Length / 2] ^= 1;
        await File.WriteAllBytesAsync(_folder[path], bytes, TestContext.Current.CancellationToken);
    }

    public Task<string[]> ListAsync() => Task.FromResult<string[]>(
        [.. Directory.GetFiles(_folder.Root, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(_folder.Root, path)).Where(path => path != "lock")]);

    public void Dispose() => _folder.Dispose();
}

internal sealed class AzuritePlace : IArtifactPlace
{
    private const string Name = "chita-artifacts";

    private readonly AzuriteServer _server;
    private readonly BlobContainerClient _container;

    private AzuritePlace(AzuriteServer server) => (_server, _container) = (server, server.Container(Name));

    public string[] Options => ["--write-artifacts", _server.ConnectionString];

    public static async Task<AzuritePlace> StartAsync()
    {
        var place = new AzuritePlace(await AzuriteServer.StartAsync());
        await place._container.CreateAsync();
        return place;
    }

    public IArtifactStore Open(TimeProvider time) => new AzureBlobArtifactStore(_container, time);

    public async Task DamageAsync(string path)
    {
        var blob = _container.GetBlobClient(path);
        var bytes = (await blob.DownloadContentAsync()).Value.Content.ToArray();
        bytes[bytes.Length / 2] ^= 1;
        await blob.UploadAsync(new BinaryData(bytes), overwrite: true);
    }

    public async Task<string[]> ListAsync()
    {
        var paths = new List<string>();
        await foreach (var blob in _container.GetBlobsAsync())
            paths.Add(blob.Name);
        return [.. paths];
    }

    public void Dispose() => _server.Dispose();
}

/// <summary>One place for all tests of a class.</summary>
public abstract class ArtifactFixture : IAsyncLifetime
{
    internal IArtifactPlace Place { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Place = await StartAsync();

    public ValueTask DisposeAsync()
    {
        Place?.Dispose();
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    internal abstract Task<IArtifactPlace> StartAsync();
}

public sealed class FolderArtifactFixture : ArtifactFixture
{
    internal override Task<IArtifactPlace> StartAsync() => Task.FromResult<IArtifactPlace>(new FolderPlace());
}

public sealed class AzuriteArtifactFixture : ArtifactFixture
{
    internal override async Task<IArtifactPlace> StartAsync() => await AzuritePlace.StartAsync();
}
