using System.Security.Cryptography;
using System.Text;
using Chita.Files;
using Orleans.Storage;

namespace Chita.Silo.Storage;

/// <summary>
/// The file of one grain's state: a <see cref="StateHeader"/>, then what the serializer gave. It is written beside its place, flushed, renamed, and
/// the folder flushed: it is the old one or the new one at any time. Writes are made under <see cref="LockPath"/>.
/// </summary>
internal sealed class StateFile
{
    /// <summary>What a file that is being written ends with.</summary>
    public const string PartialSuffix = ".new";

    private const int LongestName = 200; // of 255 bytes that file systems take
    private const int KeptOfLongNames = 100;

    private readonly string _folder;
    private readonly string _stateName;
    private readonly string _grain;

    public StateFile(string folder, string stateName, GrainId grain)
    {
        (_folder, _stateName, _grain) = (folder, stateName, grain.ToString());
        Path = System.IO.Path.Combine(folder, NameOf(stateName, grain) + ".state");
    }

    public string Path { get; }

    public string LockPath => LockPathOf(Path);

    /// <summary>The lock under which a state's file is written.</summary>
    public static string LockPathOf(string path) => path + ".lock";

    /// <summary>The state; null when there is none.</summary>
    /// <exception cref="InvalidDataException">The file is damaged, foreign or of a newer format; the message names it.</exception>
    public (string ETag, ReadOnlyMemory<byte> Content)? Read()
    {
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(Path);
        }
        catch (FileNotFoundException)
        {
            return null;
        }

        if (StateHeader.Parse(bytes, out var content) is not { } header)
            throw Unusable("is no grain state of Chita, or a damaged one");
        if (header.Version > StateHeader.NewestVersion)
            throw new InvalidDataException(
                $"{Path} is of format version {header.Version}, which a newer Chita wrote; expected version {StateHeader.NewestVersion}: run that newer version");
        if (header.State != _stateName || header.Grain != _grain)
            throw Unusable($"holds the state {header.State} of grain {header.Grain}, not {_stateName} of {_grain}");
        if (content.Length != header.Bytes)
            throw Unusable($"is damaged: {content.Length} of {header.Bytes} bytes are there");
        if (StateHeader.Digest(content.Span) != header.Sha256)
            throw Unusable("is damaged: its bytes have another digest than its first line says");
        return (header.ETag, content);
    }

    /// <summary>Replaces the state.</summary>
    /// <param name="content">The new state.</param>
    /// <param name="expected">The ETag of the old one; null: there is none.</param>
    /// <returns>The new ETag.</returns>
    /// <exception cref="InconsistentStateException">Another state is there.</exception>
    /// <exception cref="IOException">The disk is full, or fails; the old state is still there, or the new one is, never less.</exception>
    public string Write(ReadOnlySpan<byte> content, string? expected)
    {
        var found = Read()?.ETag;
        if (found != expected)
            throw Changed(found, expected);
        var header = new StateHeader
        {
            Format = StateHeader.FormatName, Version = StateHeader.NewestVersion, ETag = Guid.NewGuid().ToString("N"), State = _stateName, Grain = _grain,
            Bytes = content.Length, Sha256 = StateHeader.Digest(content),
        };
        var partial = Path + PartialSuffix;
        try
        {
            using (var stream = new FileStream(partial, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0))
            {
                stream.Write(header.ToLine());
                stream.Write(content);
                stream.Flush(flushToDisk: true);
            }

            File.Move(partial, Path, overwrite: true);
        }
        catch
        {
            File.Delete(partial);
            throw;
        }

        FolderSync.Flush(_folder);
        return header.ETag;
    }

    /// <summary>Removes the state, if it is there still.</summary>
    /// <exception cref="InconsistentStateException">Another state is there.</exception>
    public void Delete(string? expected)
    {
        if (Read()?.ETag is not { } found)
            return;
        if (found != expected)
            throw Changed(found, expected);
        File.Delete(Path);
        FolderSync.Flush(_folder);
    }

    /// <summary>A name without '/', different for different grains: '+' stands between its parts and is escaped inside of them.</summary>
    private static string NameOf(string stateName, GrainId grain)
    {
        var name = string.Join('+', new[] { stateName, grain.Type.ToString()!, grain.Key.ToString()! }.Select(Uri.EscapeDataString));
        return name.Length <= LongestName ? name : $"{name[..KeptOfLongNames]}+{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)))}";
    }

    private InvalidDataException Unusable(string why) =>
        new($"{Path} {why}; expected it as a silo wrote it: bring it back from a copy, or remove it to begin without that state");

    private InconsistentStateException Changed(string? found, string? expected) => new(
        $"{Path} has been changed by another writer: its ETag is {found ?? "none"}; expected {expected ?? "none"}.", found ?? "none", expected ?? "none");
}
