using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;

namespace Chita.Files;

/// <summary>
/// Zeroed bytes on a local disk, mapped into memory: they take memory only while they are looked at, and the system takes it back when it needs it. The file has no
/// name as soon as it is open, so it goes with its process, however that ends.
/// </summary>
/// <remarks>Its room on the disk is taken at the start. A disk that fails later ends the process, as failing memory would.</remarks>
internal sealed unsafe partial class ScratchFile : IDisposable
{
    private const int WillNeed = 3; // of Linux's madvise
    private const int DontNeed = 4;

    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private byte* _start;

    /// <summary>Takes the room, and maps it.</summary>
    /// <param name="folder">Where; made when missing.</param>
    /// <param name="bytes">How many, 1 or more.</param>
    /// <exception cref="IOException">The disk has not so much room, or the folder cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written.</exception>
    public ScratchFile(string folder, long bytes)
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, $"chita-{Guid.NewGuid():N}.scratch");
        var file = new FileStream(path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, PreallocationSize = bytes });
        try
        {
            file.SetLength(bytes);
            _file = MemoryMappedFile.CreateFromFile(file, null, 0, MemoryMappedFileAccess.ReadWrite, HandleInheritability.None, leaveOpen: false);
            _view = _file.CreateViewAccessor(0, bytes);
        }
        catch
        {
            _file?.Dispose();
            file.Dispose();
            throw;
        }
        finally
        {
            File.Delete(path);
        }

        Length = bytes;
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref _start);
    }

    /// <summary>Number of bytes.</summary>
    public long Length { get; }

    /// <summary>The first byte, on a page of its own.</summary>
    /// <exception cref="ObjectDisposedException">The file is gone.</exception>
    public byte* Start
    {
        get
        {
            ObjectDisposedException.ThrowIf(_start is null, this);
            return _start;
        }
    }

    /// <summary>Begins to read some bytes, without waiting: they will be looked at soon. What lies outside is left out.</summary>
    public void Ahead(long offset, long bytes)
    {
        bytes = Math.Min(bytes, Length - offset);
        if (bytes > 0)
            Advise(offset, bytes, WillNeed);
    }

    /// <summary>Takes all of it out of the process's memory; the system may keep what it has room for. Nothing is lost.</summary>
    public void Release() => Advise(0, Length, DontNeed);

    /// <summary>Gives memory and disk back; a second call does nothing.</summary>
    public void Dispose()
    {
        if (_start is null)
            return;
        _start = null;
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _file.Dispose();
    }

    /// <summary>Advice that is not taken costs time, and nothing else.</summary>
    private void Advise(long offset, long bytes, int advice)
    {
        if (!OperatingSystem.IsLinux())
            return;
        var within = offset % Environment.SystemPageSize;
        _ = MAdvise(Start + offset - within, (nuint)(bytes + within), advice);
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int MAdvise(byte* start, nuint length, int advice);
}
