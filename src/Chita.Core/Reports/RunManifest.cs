using System.Reflection;
using System.Text;

namespace Chita.Reports;

/// <summary>
/// What is needed to repeat a run and to know that it was repeated: <c>manifest.json</c>. Paths in it are those of the campaign file,
/// never those of a machine.
/// </summary>
public sealed record RunManifest
{
    /// <summary>The version of this format; a reader refuses one that it does not know.</summary>
    public const int CurrentSchema = 1;

    /// <summary>The version of the format this manifest is written in.</summary>
    public required int SchemaVersion { get; init; }

    /// <summary>The version of Chita that ran.</summary>
    public required string Chita { get; init; }

    /// <summary>When the manifest was begun, UTC.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>The campaign's name.</summary>
    public required string Campaign { get; init; }

    /// <summary>The digest of <see cref="Spec"/> in UTF-8.</summary>
    public required string SpecDigest { get; init; }

    /// <summary>The campaign file as it was given.</summary>
    public required string Spec { get; init; }

    /// <summary>The pruning method.</summary>
    public string Method { get; init; } = "chita";

    /// <summary>Weights a block: blocks fix the order of sums, so they are part of what must be repeated.</summary>
    public int BlockSize { get; init; }

    /// <summary>How gradients were kept in memory: their rounding is part of what must be repeated.</summary>
    public string Storage { get; init; } = "float32";

    /// <summary>The seeds used, by purpose (<c>calibration</c>, …).</summary>
    public IReadOnlyDictionary<string, long> Seeds { get; init; } = new Dictionary<string, long>();

    /// <summary>The network's files.</summary>
    public IReadOnlyList<FileRecord> Model { get; init; } = [];

    /// <summary>The calibration data's files.</summary>
    public IReadOnlyList<FileRecord> Calibration { get; init; } = [];

    /// <summary>The evaluation data's files.</summary>
    public IReadOnlyList<FileRecord> Evaluation { get; init; } = [];

    /// <summary>Every file of the output folder but the manifest itself.</summary>
    public IReadOnlyList<FileRecord> Outputs { get; init; } = [];

    /// <summary>Begins a manifest with what is known before the run; the rest is added with <c>with</c>.</summary>
    public static RunManifest Begin(string campaign, string spec, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        return new RunManifest
        {
            SchemaVersion = CurrentSchema,
            Chita = typeof(RunManifest).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion,
            Created = time.GetUtcNow(),
            Campaign = campaign,
            SpecDigest = ContentDigest.OfBytes(Encoding.UTF8.GetBytes(spec)),
            Spec = spec,
        };
    }

    /// <summary>The text of <c>manifest.json</c>.</summary>
    public string ToJson() => ReportJson.Write(this);

    /// <summary>Reads a <c>manifest.json</c>.</summary>
    /// <exception cref="InvalidInputException">The file cannot be read, is not a manifest, or is of a newer format.</exception>
    public static RunManifest Read(string path)
    {
        var manifest = ReportJson.Read<RunManifest>(path);
        return manifest.SchemaVersion == CurrentSchema
            ? manifest
            : throw new InvalidInputException(
                $"{path}: schemaVersion is {manifest.SchemaVersion}; this chita reads {CurrentSchema}. Use the chita that wrote it ({manifest.Chita}).");
    }
}
