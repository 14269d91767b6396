using System.Security.Cryptography;
using Chita.Formats;

namespace Chita.Gradients.Stored;

/// <summary>A file of digests as <c>sha256sum</c> writes it, beside the files that it is about: whether they came as they were sent.</summary>
internal static class FileSums
{
    /// <summary>Its name.</summary>
    public const string FileName = "SHA256SUMS";

    /// <summary>Compares all files with their digests; where no file of digests is, none are asked for.</summary>
    /// <exception cref="InvalidInputException">A file has another digest, or none, or is not there.</exception>
    public static void Check(string folder, IReadOnlyList<string> paths)
    {
        var list = Path.Combine(folder, FileName);
        if (!File.Exists(list))
            return;
        var sums = Read(list);
        foreach (var name in sums.Keys.Except(paths.Select(path => Path.GetFileName(path)), StringComparer.Ordinal).Where(name => name.EndsWith(".safetensors", StringComparison.Ordinal)))
            throw new InvalidInputException($"{list}: names {InputFile.Quote(name)}, which is not there; is the copy complete?");
        foreach (var path in paths)
        {
            if (!sums.TryGetValue(Path.GetFileName(path), out var expected))
                throw new InvalidInputException($"{path}: is not named in {FileName}; expected every file there, or no such list.");
            using var file = File.OpenRead(path);
            var found = Convert.ToHexStringLower(SHA256.HashData(file));
            if (found != expected)
                throw new InvalidInputException($"{path}: has SHA-256 {found}, and {FileName} says {expected}; copy it again.");
        }
    }

    private static Dictionary<string, string> Read(string list)
    {
        var sums = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in File.ReadLines(list).Where(line => line.Length > 0))
        {
            // 64 digits, a space, a space or an asterisk, the name
            if (line.Length < 67 || line[64] != ' ' || !line.AsSpan(0, 64).ToString().All(char.IsAsciiHexDigit) || !sums.TryAdd(line[66..], line[..64].ToLowerInvariant()))
                throw new InvalidInputException($"{list}: {InputFile.Quote(line)} is not a line of sha256sum, or its file is named twice.");
        }

        return sums;
    }
}
