using Chita.Files;
using Orleans.Serialization.Serializers;
using Orleans.Storage;

namespace Chita.Silo.Storage;

/// <summary>
/// Grain states as files of one folder, a <see cref="StateFile"/> each. Several silos may share the folder where its file system locks between
/// them: a local one between processes, NFS as of version 4 between machines.
/// </summary>
internal sealed class FileGrainStorage(string folder, IGrainStorageSerializer serializer, IActivatorProvider activators, TimeProvider time)
    : IGrainStorage, ILifecycleParticipant<ISiloLifecycle>
{
    public void Participate(ISiloLifecycle lifecycle) =>
        lifecycle.Subscribe(nameof(FileGrainStorage), ServiceLifecycleStage.ApplicationServices, cancellation => Task.Run(Open, cancellation));

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => ReadStateAsync(stateName, grainId, grainState, default);

    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken)
    {
        // Disks block their thread, and that may not be one of Orleans' scheduler. No lock: a rename shows the old file or the new one.
        if (await Task.Run(new StateFile(folder, stateName, grainId).Read, cancellationToken) is not { } found)
        {
            Reset(grainState);
            return;
        }

        grainState.State = serializer.Deserialize<T>(new BinaryData(found.Content)) ?? Fresh<T>();
        (grainState.ETag, grainState.RecordExists) = (found.ETag, true);
    }

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => WriteStateAsync(stateName, grainId, grainState, default);

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken)
    {
        var content = serializer.Serialize(grainState.State);
        var file = new StateFile(folder, stateName, grainId);
        using var taken = await FileLock.TakeAsync(file.LockPath, time, cancellationToken);
        grainState.ETag = await Task.Run(() => file.Write(content.ToMemory().Span, grainState.ETag), cancellationToken);
        grainState.RecordExists = true;
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => ClearStateAsync(stateName, grainId, grainState, default);

    public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken)
    {
        var file = new StateFile(folder, stateName, grainId);
        using var taken = await FileLock.TakeAsync(file.LockPath, time, cancellationToken);
        await Task.Run(() => file.Delete(grainState.ETag), cancellationToken);
        Reset(grainState);
    }

    private void Open()
    {
        try
        {
            FolderSync.Make(folder);
            RemoveLeftovers();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new SiloStartException($"grain state cannot be kept in {folder}: {failure.Message}", failure);
        }
    }

    /// <summary>Removes what killed writers did not get done. A writer that lives has the lock.</summary>
    private void RemoveLeftovers()
    {
        foreach (var partial in Directory.EnumerateFiles(folder, "*" + StateFile.PartialSuffix))
        {
            using var taken = FileLock.TryTake(StateFile.LockPathOf(partial[..^StateFile.PartialSuffix.Length]));
            if (taken is not null)
                File.Delete(partial);
        }
    }

    private void Reset<T>(IGrainState<T> grainState)
    {
        grainState.State = Fresh<T>();
        (grainState.ETag, grainState.RecordExists) = (null!, false);
    }

    private T Fresh<T>() => activators.GetActivator<T>().Create();
}
