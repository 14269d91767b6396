using Chita.EndToEnd.Tests.Cluster;
using Chita.Grains;
using Chita.Silo;
using Chita.Silo.Clustering;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Storage;

namespace Chita.EndToEnd.Tests.Storage;

/// <summary>A silo inside this process, as <c>chita-silo</c> builds it, and its grain storage.</summary>
internal sealed class StorageSilo : IAsyncDisposable
{
    private readonly IHost _host;

    private StorageSilo(IHost host) => _host = host;

    public IGrainStorage Storage => _host.Services.GetRequiredKeyedService<IGrainStorage>(GrainStorage.Name);

    public static async Task<StorageSilo> StartAsync(Func<SiloOptions, SiloOptions> choose)
    {
        var ports = FreePorts.Take(2);
        var options = choose(new SiloOptions { SiloPort = ports[0], GatewayPort = ports[1], DataRoot = Path.GetTempPath(), Threads = 1 });
        Assert.Empty(options.Problems());
        await new ClusterStore(options, TimeProvider.System, _ => { }).PrepareAsync(TestContext.Current.CancellationToken); // as the program does
        var host = SiloHost.Build(options);
        try
        {
            await host.StartAsync(TestContext.Current.CancellationToken);
            return new StorageSilo(host);
        }
        catch
        {
            host.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }
}
