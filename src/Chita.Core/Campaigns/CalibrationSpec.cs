using Chita.Data;

namespace Chita.Campaigns;

/// <summary><c>calibration</c>: the samples whose gradients become the rows of A.</summary>
public sealed record CalibrationSpec
{
    /// <summary><c>data</c>: absolute path of the samples.</summary>
    public required string Data { get; init; }

    /// <summary><c>targets</c>: absolute path of the labels, when they are in a file of their own (IDX); null otherwise.</summary>
    public string? Targets { get; init; }

    /// <summary><c>normalize</c>; null: inputs are used as the reader gives them.</summary>
    public NormalizeSpec? Normalize { get; init; }

    /// <summary><c>augment</c>: random changes of each image, in this order. Default none.</summary>
    public required IReadOnlyList<AugmentationStep> Augment { get; init; }

    /// <summary><c>labels</c>. Default <see cref="LabelSource.Data"/>.</summary>
    public LabelSource Labels { get; init; }

    /// <summary><c>samples</c>: samples per stage, ≥ 1, a multiple of <see cref="BatchSize"/>.</summary>
    public required int Samples { get; init; }

    /// <summary><c>batchSize</c>: samples per row of A (B), ≥ 1.</summary>
    public required int BatchSize { get; init; }

    /// <summary><c>holdout</c>: share of the samples kept from A to choose parameters on, 0 ≤ holdout &lt; 1. Default 0.</summary>
    public required decimal Holdout { get; init; }

    /// <summary><c>seed</c>: of shuffling and augmentation, ≥ 0. Default 0.</summary>
    public required long Seed { get; init; }

    /// <summary><c>order</c>. Default <see cref="SampleOrder.Shuffled"/>.</summary>
    public required SampleOrder Order { get; init; }

    /// <summary>Batches per stage: <see cref="Samples"/> / <see cref="BatchSize"/>, before <see cref="Holdout"/>.</summary>
    public int Batches => Samples / BatchSize;
}
