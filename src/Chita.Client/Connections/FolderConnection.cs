using Chita.Silo;

namespace Chita.Client.Connections;

/// <summary>Grains of a <see cref="CampaignStore"/>: of a silo in this process, or of the process that serves the folder already.</summary>
internal sealed class FolderConnection : IGrainConnection
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan ConnectPatience = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly IGrainConnection _grains;
    private readonly IDisposable _right; // to serve, or to be a guest
    private IDisposable? _closed;        // to guests

    private FolderConnection(CampaignStore store, IGrainConnection grains, IDisposable right, ServingProcess? server)
    {
        (Store, _grains, _right, Server) = (store, grains, right, server);
    }

    public CampaignStore Store { get; }

    /// <summary>The other process that serves; null: this one does.</summary>
    public ServingProcess? Server { get; }

    public IGrainFactory Grains => _grains.Grains;

    /// <exception cref="InvalidInputException">The folder cannot be used.</exception>
    /// <exception cref="ClusterUnreachableException">Another process serves it and does not answer.</exception>
    public static async Task<FolderConnection> OpenAsync(CampaignStore store, EmbeddedSiloOptions silo, CancellationToken cancellation)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            if (store.TryServe() is { } right)
                return await ServeAsync(store, silo, right);
            if (await TryVisitAsync(store, silo, cancellation) is { } visit)
                return visit;
            if (TimeProvider.System.GetElapsedTime(started) > Patience)
                throw new ClusterUnreachableException($"{store.Folder}: another chita{Of(store)} has it, and has not answered for {Patience.TotalSeconds:0} s; wait for its end, or end it");
            await Task.Delay(Pause, cancellation);
        }
    }

    /// <summary>Whether nothing is left to do in the folder that this process serves; then nobody comes any more, until this has ended.</summary>
    public async Task<bool> TryFinishAsync()
    {
        _closed = Store.TryCloseToGuests();
        if (_closed is null)
            return false;
        if (!await new ChitaClient(Grains).HasWorkAsync())
            return true;
        _closed.Dispose();
        return false;
    }

    public async ValueTask DisposeAsync()
    {
        if (Server is null)
            Store.Withdraw();
        await _grains.DisposeAsync();
        _right.Dispose();
        _closed?.Dispose();
    }

    private static async Task<FolderConnection> ServeAsync(CampaignStore store, EmbeddedSiloOptions options, IDisposable right)
    {
        try
        {
            var silo = await EmbeddedSilo.StartAsync(options);
            if (options.Campaigns > 0) // else it is gone in a moment: others wait for that
                store.Publish(ServingProcess.Of(silo));
            return new FolderConnection(store, new EmbeddedConnection(silo), right, null);
        }
        catch (SiloStartException failure)
        {
            right.Dispose();
            throw new InvalidInputException($"{failure.Message}; --store names another folder.", failure);
        }
    }

    private static async Task<FolderConnection?> TryVisitAsync(CampaignStore store, EmbeddedSiloOptions silo, CancellationToken cancellation)
    {
        if (store.TryBeGuest() is not { } right)
            return null;
        try
        {
            if (store.Find() is not { } server)
            {
                right.Dispose();
                return null;
            }

            if (server.Version != ChitaVersion.Release)
                throw new InvalidInputException($"{store.Folder}: process {server.Process} serves it with chita {server.Version}, and this is {ChitaVersion.Release}; end that process first: kill {server.Process}");
            var grains = await ClusterConnection.ConnectAsync(new ClusterAddress(server.Gateway, server.ClusterId), silo.Logging, cancellation, ConnectPatience);
            return new FolderConnection(store, grains, right, server);
        }
        catch (ClusterUnreachableException)
        {
            right.Dispose();
            return null; // it has ended meanwhile
        }
        catch
        {
            right.Dispose();
            throw;
        }
    }

    private static string Of(CampaignStore store) => store.Find() is { } server ? $" (process {server.Process})" : "";
}
