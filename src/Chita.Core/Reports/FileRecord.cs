namespace Chita.Reports;

/// <summary>One file of a run, as its report and manifest name it.</summary>
/// <param name="Path">The path as the campaign gave it, or the name inside the output folder.</param>
/// <param name="Bytes">The size in bytes.</param>
/// <param name="Digest">The content, as <see cref="ContentDigest"/> writes it.</param>
public sealed record FileRecord(string Path, long Bytes, string Digest)
{
    /// <summary>Describes a file on disk; <paramref name="name"/> is the path to record instead of where it lies on this machine.</summary>
    /// <exception cref="InvalidInputException">The file is missing or cannot be read.</exception>
    public static FileRecord Of(string path, string name)
    {
        var digest = ContentDigest.OfFile(path);
        using var file = File.OpenHandle(path); // follows links, which a file's own information does not
        return new FileRecord(name, RandomAccess.GetLength(file), digest);
    }
}
