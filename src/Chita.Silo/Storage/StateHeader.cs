using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Chita.Silo.Storage;

/// <summary>The first line of a state's file, as JSON: whose state follows, and how to tell that all of it does.</summary>
internal sealed record StateHeader
{
    /// <summary>The word by which these files are told from others.</summary>
    public const string FormatName = "chita-state";

    /// <summary>The format that is written, and the newest that is read.</summary>
    public const int NewestVersion = 1;

    private const byte LineEnd = (byte)'\n';

    [JsonPropertyName("format")]
    public required string Format { get; init; }

    [JsonPropertyName("version")]
    public required int Version { get; init; }

    [JsonPropertyName("etag")]
    public required string ETag { get; init; }

    [JsonPropertyName("state")]
    public required string State { get; init; }

    [JsonPropertyName("grain")]
    public required string Grain { get; init; }

    /// <summary>How many bytes follow the line.</summary>
    [JsonPropertyName("bytes")]
    public required int Bytes { get; init; }

    /// <summary>Their digest.</summary>
    [JsonPropertyName("sha256")]
    public required string Sha256 { get; init; }

    public static string Digest(ReadOnlySpan<byte> content) => Convert.ToHexStringLower(SHA256.HashData(content));

    public byte[] ToLine() => [.. JsonSerializer.SerializeToUtf8Bytes(this), LineEnd];

    /// <summary>Reads the line that a file starts with.</summary>
    /// <param name="file">All bytes of the file.</param>
    /// <param name="content">What follows the line.</param>
    /// <returns>Null when there is no such line.</returns>
    public static StateHeader? Parse(ReadOnlyMemory<byte> file, out ReadOnlyMemory<byte> content)
    {
        var end = file.Span.IndexOf(LineEnd);
        content = file[(end + 1)..];
        if (end < 0)
            return null;
        try
        {
            using var line = JsonDocument.Parse(file[..end]);
            // A newer version may have other fields.
            if (line.RootElement.ValueKind != JsonValueKind.Object || !line.RootElement.TryGetProperty("format", out var format) || !format.ValueEquals(FormatName))
                return null;
            return line.RootElement.TryGetProperty("version", out var version) && version.TryGetInt32(out var number) && number > NewestVersion
                ? new StateHeader { Format = FormatName, Version = number, ETag = "", State = "", Grain = "", Bytes = 0, Sha256 = "" }
                : line.Deserialize<StateHeader>();
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
