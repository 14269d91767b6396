using Chita.Campaigns;

namespace Chita.Reports;

/// <summary>The samples that a run's choices rest on, of each stage.</summary>
/// <param name="Samples">Samples whose gradients were taken.</param>
/// <param name="BatchSize">Samples of a row of A.</param>
/// <param name="Rows">Rows of A: samples / batch size.</param>
/// <param name="Holdout">Share of the data that no row uses.</param>
/// <param name="Seed">The seed of shuffling and augmentation.</param>
public sealed record CalibrationReport(long Samples, long BatchSize, long Rows, decimal Holdout, long Seed)
{
    /// <summary>What the loss compared the network with: <c>data</c> or <c>network</c>.</summary>
    public string Labels { get; init; } = LabelSource.Data.Word();

    /// <summary>Random changes of each sample.</summary>
    public IReadOnlyList<string> Augment { get; init; } = [];

    /// <summary>Rows that were made elsewhere, of samples that nobody here knows.</summary>
    public static CalibrationReport Stored(long rows) => new(0, 0, rows, 0, 0) { Labels = "" };

    /// <summary>As the campaign asks for it.</summary>
    internal static CalibrationReport Of(CalibrationSpec spec) => new(spec.Samples, spec.BatchSize, spec.Batches, spec.Holdout, spec.Seed)
    {
        Labels = spec.Labels.Word(),
        Augment = [.. spec.Augment.Select(step => step.Word())],
    };
}
