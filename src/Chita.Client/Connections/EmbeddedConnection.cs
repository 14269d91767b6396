using Chita.Silo;
using Microsoft.Extensions.Logging;

namespace Chita.Client.Connections;

/// <summary>Grains of a silo in this process.</summary>
internal sealed class EmbeddedConnection(EmbeddedSilo silo) : IGrainConnection
{
    public IGrainFactory Grains => silo.Grains;

    public static async Task<EmbeddedConnection> StartAsync(int threads, Action<ILoggingBuilder>? logging, long? memory = null) =>
        new(await EmbeddedSilo.StartAsync(threads, logging, memory));

    public ValueTask DisposeAsync() => silo.DisposeAsync();
}
