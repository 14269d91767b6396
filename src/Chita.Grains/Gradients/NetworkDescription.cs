using Chita.Blocks;
using Chita.Campaigns;
using Chita.Collectives.Patterns;
using Chita.Gradients;

namespace Chita.Grains.Gradients;

/// <summary>What the tree of collectives and the campaign need to know of a network.</summary>
/// <param name="Tensors">The tensors to prune, in order.</param>
/// <param name="Rows">n; 0 without calibration data.</param>
/// <param name="EvaluationSamples">Samples of a measurement; 0 without evaluation data.</param>
/// <param name="Storage">How blocks are to keep their columns of A.</param>
/// <param name="RowsAtOnce">Rows of A that are best computed together.</param>
/// <param name="EvaluationBatches">Parts that a measurement is cut into.</param>
[GenerateSerializer, Immutable, Alias("chita.NetworkDescription")]
public sealed record NetworkDescription(
    [property: Id(0)] IReadOnlyList<TensorDescription> Tensors, [property: Id(1)] int Rows, [property: Id(2)] int EvaluationSamples,
    [property: Id(3)] GradientStorage Storage = GradientStorage.Float32, [property: Id(4)] int RowsAtOnce = 1,
    [property: Id(5)] int EvaluationBatches = 0)
{
    /// <summary>p.</summary>
    public long Weights => Tensors.Sum(tensor => tensor.Weights);

    internal static NetworkDescription Of(IGradientSource source, CampaignSpec spec) => new(
        [.. source.Layout.Tensors.Select(tensor => new TensorDescription(tensor.Name, tensor.Weights, tensor.Pattern))],
        source.Rows, source.EvaluationSamples, spec.Solver.Storage, source.RowsAtOnce, source.EvaluationBatches);
}

/// <summary>A tensor to prune.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Weights">Its number of weights.</param>
/// <param name="Pattern">How its scores are ranked.</param>
[GenerateSerializer, Immutable, Alias("chita.TensorDescription")]
public readonly record struct TensorDescription([property: Id(0)] string Name, [property: Id(1)] long Weights, [property: Id(2)] BlockPattern Pattern);
