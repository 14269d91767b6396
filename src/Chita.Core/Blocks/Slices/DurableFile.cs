namespace Chita.Blocks.Slices;

/// <summary>
/// Files that are complete or absent: written beside their place, flushed to the disk, then renamed. A file that was there before stays until then.
/// </summary>
internal static class DurableFile
{
    /// <summary>Writes a file by <paramref name="write"/>. When that fails, nothing is left of it.</summary>
    public static void Write(string path, Action<Stream> write)
    {
        var partial = $"{path}.partial-{Guid.NewGuid():N}";
        try
        {
            // Elements are written from where they lie: a buffer would copy them.
            using (var stream = new FileStream(partial, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(partial, path, overwrite: true);
        }
        catch
        {
            File.Delete(partial);
            throw;
        }
    }
}
