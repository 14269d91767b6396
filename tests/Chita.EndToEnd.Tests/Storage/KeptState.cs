using System.Diagnostics.CodeAnalysis;

namespace Chita.EndToEnd.Tests.Storage;

/// <summary>A state as grains hold it.</summary>
internal sealed class KeptState<T>(T state, string? etag = null) : IGrainState<T>
{
    [AllowNull]
    public T State { get; set; } = state;

    public string? ETag { get; set; } = etag;

    public bool RecordExists { get; set; }
}
