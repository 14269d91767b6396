using Chita.EndToEnd.Tests.Cluster;
using Chita.Silo;
using Npgsql;

namespace Chita.EndToEnd.Tests.Storage;

internal sealed class FileStore : IStateStore
{
    private readonly TemporaryFolder _folder = new();

    public string Folder => _folder.Root;

    public SiloOptions Choose(SiloOptions options) => options with { Storage = StorageKind.File, State = Folder };

    public Task RestartAsync() => Task.CompletedTask; // a folder has no process

    public Task GoAsync() => Task.CompletedTask;

    public Task ComeBackAsync() => Task.CompletedTask;

    public void Dispose() => _folder.Dispose();
}

internal sealed class RedisStore(RedisServer server) : IStateStore
{
    public SiloOptions Choose(SiloOptions options) => options with { Storage = StorageKind.Redis, Redis = server.Address };

    public async Task RestartAsync()
    {
        await server.SaveAndStopAsync();
        await server.RestartAsync();
    }

    public Task GoAsync() => server.FreezeAsync();

    public Task ComeBackAsync() => server.ThawAsync();

    public void Dispose() => server.Dispose();
}

internal sealed class PostgresStore(PostgresServer server) : IStateStore
{
    public SiloOptions Choose(SiloOptions options) => options with { Storage = StorageKind.AdoNet, AdoNet = server.ConnectionString };

    public async Task RestartAsync()
    {
        await server.StopAsync();
        await server.RestartAsync();
        NpgsqlConnection.ClearAllPools(); // they are the process's; another silo would have its own
    }

    public Task GoAsync() => server.StopAsync();

    public Task ComeBackAsync() => server.RestartAsync();

    public void Dispose() => server.Dispose();
}

internal sealed class AzuriteStore(AzuriteServer server) : IStateStore
{
    public SiloOptions Choose(SiloOptions options) => options with { Storage = StorageKind.Azure, Azure = server.ConnectionString };

    public async Task RestartAsync()
    {
        await server.StopAsync();
        await server.RestartAsync();
    }

    public Task GoAsync() => server.FreezeAsync();

    public Task ComeBackAsync() => server.ThawAsync();

    public void Dispose() => server.Dispose();
}
