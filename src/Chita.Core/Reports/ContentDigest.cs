using System.Security.Cryptography;

namespace Chita.Reports;

/// <summary>Names content by what it is: SHA-256, written as <c>sha256:</c> and 64 lower-case hexadecimal digits.</summary>
public static class ContentDigest
{
    /// <summary>The digest of <paramref name="bytes"/>.</summary>
    public static string OfBytes(ReadOnlySpan<byte> bytes) => Format(SHA256.HashData(bytes));

    /// <summary>The digest of a file's bytes. Reads it as a stream: a model of any size takes a few KB of memory.</summary>
    /// <exception cref="InvalidInputException">The file is missing or cannot be read.</exception>
    public static string OfFile(string path)
    {
        try
        {
            using var stream = File.OpenRead(path);
            return Format(SHA256.HashData(stream));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"{path}: cannot be read ({e.Message}).", e);
        }
    }

    /// <summary>Writes a finished SHA-256 hash (32 bytes) as a digest: for content that is hashed piece by piece.</summary>
    public static string Format(ReadOnlySpan<byte> sha256)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(sha256.Length, SHA256.HashSizeInBytes);
        return "sha256:" + Convert.ToHexStringLower(sha256);
    }
}
