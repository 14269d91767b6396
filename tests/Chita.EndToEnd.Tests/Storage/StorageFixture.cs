using Chita.EndToEnd.Tests.Cluster;
using Orleans.Storage;

namespace Chita.EndToEnd.Tests.Storage;

/// <summary>One store and a silo on it, for all tests of a class.</summary>
public abstract class StorageFixture : IAsyncLifetime
{
    private StorageSilo? _silo;

    internal IStateStore Store { get; private set; } = null!;

    internal IGrainStorage Storage => _silo!.Storage;

    public async ValueTask InitializeAsync()
    {
        Store = await StartStoreAsync();
        await RestartSiloAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_silo is not null)
            await _silo.DisposeAsync();
        Store?.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Another silo, which remembers nothing.</summary>
    internal async Task RestartSiloAsync()
    {
        if (_silo is not null)
            await _silo.DisposeAsync();
        _silo = await StorageSilo.StartAsync(Store.Choose);
    }

    internal abstract Task<IStateStore> StartStoreAsync();
}

public sealed class FileFixture : StorageFixture
{
    internal override Task<IStateStore> StartStoreAsync() => Task.FromResult<IStateStore>(new FileStore());
}

public sealed class RedisFixture : StorageFixture
{
    internal override async Task<IStateStore> StartStoreAsync() => new RedisStore(await RedisServer.StartAsync());
}

public sealed class PostgresFixture : StorageFixture
{
    internal override async Task<IStateStore> StartStoreAsync() => new PostgresStore(await PostgresServer.StartAsync());
}

public sealed class AzuriteFixture : StorageFixture
{
    internal override async Task<IStateStore> StartStoreAsync() => new AzuriteStore(await AzuriteServer.StartAsync());
}
