namespace Chita.Client.Connections;

/// <summary>A way to grains, which ends when it is disposed of.</summary>
internal interface IGrainConnection : IAsyncDisposable
{
    IGrainFactory Grains { get; }
}
