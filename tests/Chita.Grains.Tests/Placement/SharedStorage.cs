using System.Collections.Concurrent;
using System.Globalization;
using Orleans.Storage;

namespace Chita.Grains.Tests.Placement;

/// <summary>
/// Grain storage outside all silos, as a real one is: it survives them, and it refuses a write with an old ETag. (Orleans' memory storage
/// lives in grains and dies with their silo.)
/// </summary>
internal sealed class SharedStorage
{
    private readonly ConcurrentDictionary<(string Name, GrainId Grain), (byte[] State, string Tag)> _states = new(); // any silo, any thread
    private long _tag; // interlocked

    /// <summary>States that are kept.</summary>
    public int Count => _states.Count;

    /// <summary>While set, writes and reads fail with it: the storage is away.</summary>
    public Exception? Failure { get; set; }

    /// <summary>The storage as one silo uses it, with the serializer that real ones have.</summary>
    public IGrainStorage Of(IGrainStorageSerializer serializer) => new Door(this, serializer);

    private sealed class Door(SharedStorage storage, IGrainStorageSerializer serializer) : IGrainStorage
    {
        public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
        {
            ThrowIfAway();
            grainState.RecordExists = storage._states.TryGetValue((stateName, grainId), out var kept);
            grainState.State = grainState.RecordExists ? serializer.Deserialize<T>(new BinaryData(kept.State)) : Activator.CreateInstance<T>();
            grainState.ETag = kept.Tag;
            return Task.CompletedTask;
        }

        public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
        {
            ThrowIfAway();
            var tag = Interlocked.Increment(ref storage._tag).ToString(CultureInfo.InvariantCulture);
            var written = (serializer.Serialize(grainState.State).ToArray(), tag);
            storage._states.AddOrUpdate(
                (stateName, grainId),
                _ => grainState.ETag is null ? written : throw Refused(grainState.ETag, "none"),
                (_, kept) => grainState.ETag == kept.Tag ? written : throw Refused(grainState.ETag, kept.Tag));
            (grainState.ETag, grainState.RecordExists) = (tag, true);
            return Task.CompletedTask;
        }

        public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
        {
            if (storage._states.TryGetValue((stateName, grainId), out var kept)
                && (kept.Tag != grainState.ETag || !storage._states.TryRemove(new((stateName, grainId), kept))))
                throw Refused(grainState.ETag, kept.Tag);
            (grainState.ETag, grainState.RecordExists, grainState.State) = (null, false, Activator.CreateInstance<T>());
            return Task.CompletedTask;
        }

        private void ThrowIfAway()
        {
            if (storage.Failure is { } failure)
                throw failure;
        }

        private static InconsistentStateException Refused(string? given, string kept) => new("Somebody else has written this state.", kept, given ?? "none");
    }
}
