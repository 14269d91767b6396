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
    /// <remarks>1: no <see cref="Tensors"/> and no <see cref="Digest"/>; still read. 2: both are there.</remarks>
    public const int CurrentSchema = 2;

    /// <summary>The name of the file in the output folder.</summary>
    public const string FileName = "manifest.json";

    /// <summary>The <see cref="Pattern"/> under which any weight may be kept.</summary>
    public const string Unstructured = "unstructured";

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

    /// <summary>The structure that the choice of weights obeys (<c>budget.pattern</c>).</summary>
    public string Pattern { get; init; } = Unstructured;

    /// <summary>Every tensor of the network, in its order, as it must be found in the written model.</summary>
    public IReadOnlyList<TensorRecord> Tensors { get; init; } = [];

    /// <summary>SHA-256 of the text of <c>manifest.json</c> without this digest itself; null before it is written, and in schema 1.</summary>
    public string? Digest { get; init; }

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

    /// <summary>The text of <c>manifest.json</c>, with its digest.</summary>
    public string ToJson()
    {
        var without = ReportJson.Write(this with { Digest = "" });
        return ReportJson.Write(this with { Digest = DigestOf(without) });
    }

    /// <summary>Reads a <c>manifest.json</c>, of this schema or of an older one.</summary>
    /// <exception cref="InvalidInputException">The file cannot be read, is not a manifest, was changed since it was written, or is of a newer format.</exception>
    public static RunManifest Read(string path)
    {
        var text = ReportJson.ReadText(path);
        var manifest = ReportJson.Parse<RunManifest>(text, path);
        if (manifest.SchemaVersion is < 1 or > CurrentSchema)
        {
            throw new InvalidInputException(
                $"{path}: schemaVersion is {manifest.SchemaVersion}; this chita reads 1 to {CurrentSchema}. Use the chita that wrote it ({manifest.Chita}).");
        }

        var found = manifest.Digest is { Length: > 0 } digest ? DigestOf(text.Replace(digest, "", StringComparison.Ordinal)) : null;
        if (found != manifest.Digest || found is null && manifest.SchemaVersion > 1)
            throw new InvalidInputException($"{path}: was changed since it was written: its digest is {manifest.Digest ?? "missing"}, that of its text is {found ?? "not known"}.");
        return manifest;
    }

    /// <summary>Of the text and not of what is read from it: so every byte counts, also of keys that a reader does not know.</summary>
    private static string DigestOf(string text) => ContentDigest.OfBytes(Encoding.UTF8.GetBytes(text));
}
