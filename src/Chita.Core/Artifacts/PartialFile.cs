namespace Chita.Artifacts;

/// <summary>
/// A file that is written apart from its place, and leaves nothing unless it gets there. While it is open it is locked: that is how the collector knows that
/// its writer lives.
/// </summary>
internal sealed class PartialFile : IDisposable
{
    private readonly string _path;

    /// <param name="folder">Where to write it: a folder on the same file system as its place. To be called under the store's lock.</param>
    public PartialFile(string folder)
    {
        _path = Path.Combine(folder, $"{Guid.NewGuid():N}");
        Content = new FileStream(_path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
    }

    public FileStream Content { get; }

    /// <summary>Brings it to the disk: only <see cref="MoveTo"/> is left to do.</summary>
    /// <param name="written">When that was.</param>
    public void Complete(DateTimeOffset written)
    {
        Content.Flush(flushToDisk: true);
        File.SetLastWriteTimeUtc(Content.SafeFileHandle, written.UtcDateTime);
    }

    /// <summary>Puts it in its place, over what is there; the place's folder is still to be flushed. To be called under the store's lock, for this one is given up.</summary>
    public void MoveTo(string path)
    {
        Content.Dispose();
        File.Move(_path, path, overwrite: true);
    }

    public void Dispose()
    {
        Content.Dispose();
        File.Delete(_path); // does nothing once it has moved
    }
}
