namespace Chita.Reports;

/// <summary>
/// What a run did: <c>report.json</c>, whose names are fixed (product.md), and the source of <c>report.html</c>.
/// Counts come from the bytes written, not from what the solver intended.
/// </summary>
public sealed record RunReport
{
    /// <summary>The campaign's name.</summary>
    public required string Name { get; init; }

    /// <summary>The pruning method, as in the campaign file.</summary>
    public string Method { get; init; } = "chita";

    /// <summary>How the run ended: <c>Succeeded</c>, or <c>Rejected</c> when a quality gate was missed.</summary>
    public string State { get; init; } = "Succeeded";

    /// <summary>Prunable weights, over all targeted tensors.</summary>
    public required long Weights { get; init; }

    /// <summary>Prunable weights that are not zero in the written model.</summary>
    public required long Kept { get; init; }

    /// <summary>1 − kept / weights.</summary>
    public required double Sparsity { get; init; }

    /// <summary>SHA-256 of the pruned tensors' bytes, in order.</summary>
    public required string Digest { get; init; }

    /// <summary>What <see cref="Dense"/>, <see cref="Pruned"/> and <see cref="Magnitude"/> measure: <c>accuracy</c> (0 to 1), <c>loss</c>
    /// or <c>perplexity</c>. Null when the campaign names no evaluation data.</summary>
    public string? Metric { get; init; }

    /// <summary>The metric before pruning.</summary>
    public double? Dense { get; init; }

    /// <summary>The metric of the pruned network: of the written model, unless that was recalibrated.</summary>
    public double? Pruned { get; init; }

    /// <summary>The metric of the written model, where its batch-norm statistics were taken anew (<c>output.recalibrate</c>); null where they were not.</summary>
    public double? Recalibrated { get; init; }

    /// <summary>The metric after plain magnitude pruning to the same budget.</summary>
    public double? Magnitude { get; init; }

    /// <summary>How much worse the pruned network is than the dense one, in the metric's unit; negative when it is better.</summary>
    public double? Degradation => Metric == "accuracy" ? Dense - Pruned : Pruned - Dense;

    /// <summary>What the metric was measured on.</summary>
    public EvaluationReport? Evaluation { get; init; }

    /// <summary>The stages in the order they ran.</summary>
    public required IReadOnlyList<StageReport> Stages { get; init; }

    /// <summary>The levels of the frontier, rising; empty for a run to one sparsity.</summary>
    public IReadOnlyList<LevelReport> Levels { get; init; } = [];

    /// <summary>The prunable tensors in the network's order.</summary>
    public required IReadOnlyList<LayerReport> Layers { get; init; }

    /// <summary>The structure that the choice of weights obeys (<c>budget.pattern</c>).</summary>
    public string Pattern { get; init; } = RunManifest.Unstructured;

    /// <summary>The samples that the choice rests on; null for magnitude without any.</summary>
    public CalibrationReport? Calibration { get; init; }

    /// <summary>The run whose scores the choice was made by; null where a campaign solved for it.</summary>
    public RepriceReport? Repriced { get; init; }

    /// <summary>What the network takes, in bytes; null in reports of older versions.</summary>
    public ModelSizes? Sizes { get; init; }

    /// <summary>What makes the result less sure than it looks; null: nothing that is known.</summary>
    public string? Warning => HeldOutDoubt.Of(this);

    /// <summary>Where the time went.</summary>
    public required RunSeconds Seconds { get; init; }

    /// <summary>The network given and the files written, with their sizes.</summary>
    public IReadOnlyList<FileRecord> Files { get; init; } = [];

    /// <summary>The text of <c>report.json</c>. Numbers that are not finite become null.</summary>
    public string ToJson() => ReportJson.Write(this);

    /// <summary>Reads the text of a <c>report.json</c>; <paramref name="source"/> names it in the message.</summary>
    /// <exception cref="InvalidInputException">The text is not a report.</exception>
    public static RunReport Parse(string json, string source = "report.json") => ReportJson.Parse<RunReport>(json, source);

    /// <summary>Reads a <c>report.json</c>.</summary>
    /// <exception cref="InvalidInputException">The file cannot be read or is not a report.</exception>
    public static RunReport Read(string path) => ReportJson.Read<RunReport>(path);
}
