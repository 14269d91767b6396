using Chita.Silo;

namespace Chita.Client.Connections;

/// <summary>Grains of a silo in this process.</summary>
internal sealed class EmbeddedConnection(EmbeddedSilo silo) : IGrainConnection
{
    public IGrainFactory Grains => silo.Grains;

    public ValueTask DisposeAsync() => silo.DisposeAsync();
}
