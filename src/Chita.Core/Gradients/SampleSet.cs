namespace Chita.Gradients;

/// <summary>What a network is measured on.</summary>
public enum SampleSet
{
    /// <summary>The evaluation data, with its metric. Nothing is ever chosen by it.</summary>
    Evaluation,

    /// <summary>The calibration samples that no row of A uses: what parameters are chosen by (algorithm.md §7).</summary>
    HeldOut,
}
