using System.Text.Json.Serialization;
using Chita.Reports;

namespace Chita.Verification;

/// <summary>What <see cref="Verifier"/> looked at, and what it found.</summary>
public sealed record VerificationReport
{
    /// <summary>The output folder.</summary>
    public required string Folder { get; init; }

    /// <summary>The file whose weights were looked at.</summary>
    public required string Model { get; init; }

    /// <summary>Prunable weights in that file; 0 when it could not be read.</summary>
    public required long Weights { get; init; }

    /// <summary>Those that are not zero.</summary>
    public required long Kept { get; init; }

    /// <summary>1 − kept / weights; null without weights.</summary>
    public double? Sparsity => Weights == 0 ? null : 1 - (double)Kept / Weights;

    /// <summary>Every check, in the order of the table in docs/verify.md.</summary>
    public required IReadOnlyList<Check> Checks { get; init; }

    /// <summary>Whether nothing is wrong.</summary>
    public bool IsPassed => Findings.Count == 0;

    /// <summary>All that is wrong.</summary>
    [JsonIgnore]
    public IReadOnlyList<Finding> Findings => [.. Checks.SelectMany(check => check.Findings)];

    /// <summary>As JSON.</summary>
    public string ToJson() => ReportJson.Write(this);
}
