using System.Security.Cryptography;
using System.Text;

namespace Chita.Campaigns;

/// <summary>
/// What a campaign file asks for: checked, defaults filled in, paths absolute. Each section documents its keys;
/// <see cref="CampaignFile"/> reads it.
/// </summary>
public sealed record CampaignSpec
{
    /// <summary><c>metadata.name</c>: a DNS label: at most 63 of a–z, 0–9 and "-".</summary>
    public required string Name { get; init; }

    /// <summary><c>metadata.labels</c>: what campaigns are found by, at most 16; keys and values of at most 63 letters, digits, "-", "_", "." and, in keys, "/".</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    /// <summary><c>network</c>.</summary>
    public required NetworkSpec Network { get; init; }

    /// <summary><c>calibration</c>; null only for <see cref="PruningMethod.Magnitude"/>, which needs no gradients.</summary>
    public CalibrationSpec? Calibration { get; init; }

    /// <summary><c>evaluation</c>; null: nothing is measured.</summary>
    public EvaluationSpec? Evaluation { get; init; }

    /// <summary><c>solver</c>.</summary>
    public required SolverSpec Solver { get; init; }

    /// <summary><c>budget</c>.</summary>
    public required BudgetSpec Budget { get; init; }

    /// <summary><c>stages</c>.</summary>
    public required StagesSpec Stages { get; init; }

    /// <summary><c>quality</c>; null: any result is good. Given only together with <see cref="Evaluation"/>.</summary>
    public QualitySpec? Quality { get; init; }

    /// <summary><c>execution</c>.</summary>
    public required ExecutionSpec Execution { get; init; }

    /// <summary><c>output</c>.</summary>
    public required OutputSpec Output { get; init; }

    /// <summary>The text this was read from: it is what travels, and is read again where it arrives.</summary>
    public required string Yaml { get; init; }

    /// <summary>"sha256:" and the hexadecimal SHA-256 of <see cref="Yaml"/> in UTF-8.</summary>
    public string Digest => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Yaml)));
}
