using System.Text.Json;
using Chita.Reports;

namespace Chita.Artifacts;

/// <summary>The list of files that are published under a name, as JSON.</summary>
internal sealed record ArtifactManifest
{
    private const string FormatName = "chita-artifacts";
    private const int NewestVersion = 1;

    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    public required string Format { get; init; }

    public required int Version { get; init; }

    public required string Name { get; init; }

    public required IReadOnlyList<FileRecord> Files { get; init; }

    /// <summary>The list's text.</summary>
    /// <exception cref="ArgumentException">A file cannot be published.</exception>
    public static byte[] Write(string name, IReadOnlyList<FileRecord> files)
    {
        ArgumentNullException.ThrowIfNull(files);
        if (Problem(files) is { } problem)
            throw new ArgumentException($"{name}: {problem}", nameof(files));
        return JsonSerializer.SerializeToUtf8Bytes(new ArtifactManifest { Format = FormatName, Version = NewestVersion, Name = name, Files = files }, Json);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <param name="text">The text.</param>
    /// <param name="place">Where it lies.</param>
    /// <exception cref="ArtifactException">It is damaged, foreign or of a newer format; the message names the place.</exception>
    public static IReadOnlyList<FileRecord> Read(ReadOnlySpan<byte> text, string place)
    {
        ArtifactManifest? manifest;
        try
        {
            manifest = JsonSerializer.Deserialize<ArtifactManifest>(text, Json);
        }
        catch (JsonException failure)
        {
            throw Unusable("is no list of published files, or a damaged one", failure);
        }

        if (manifest is not { Format: FormatName, Files: not null })
            throw Unusable("is no list of published files, or a damaged one");
        if (manifest.Version > NewestVersion)
            throw Unusable($"is of format version {manifest.Version}, which a newer Chita wrote");
        return Problem(manifest.Files) is { } problem ? throw Unusable($"is damaged: {problem}") : manifest.Files;

        ArtifactException Unusable(string why, Exception? inner = null) =>
            new($"{place} {why}; expected it as a silo wrote it: bring it back from a copy, or remove it to have nothing published there", inner);
    }

    private static string? Problem(IReadOnlyList<FileRecord> files)
    {
        foreach (var file in files)
        {
            if (file?.Path is null || !ArtifactLayout.IsPlainPath(file.Path))
                return $"\"{file?.Path}\" is not the path of a file to publish; expected a relative one that names no folder above";
            if (file.Digest is null || !ArtifactLayout.IsDigest(file.Digest) || file.Bytes < 0)
                return $"{file.Path} has no digest and size; expected both";
        }

        return files.Select(file => file.Path).Distinct(StringComparer.Ordinal).Count() == files.Count ? null : "a path occurs twice";
    }
}
