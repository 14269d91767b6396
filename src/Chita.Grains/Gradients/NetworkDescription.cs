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
/// <param name="EvaluationParts">Parts that a measurement on the evaluation data is cut into.</param>
/// <param name="HeldOutSamples">Calibration samples that no row of A uses.</param>
/// <param name="HeldOutParts">Parts that a measurement on them is cut into.</param>
/// <param name="StatisticsParts">Batches that statistics of batch-norm layers are taken from; 0 where they are not.</param>
[GenerateSerializer, Immutable, Alias("chita.NetworkDescription")]
public sealed record NetworkDescription(
    [property: Id(0)] IReadOnlyList<TensorDescription> Tensors, [property: Id(1)] int Rows, [property: Id(2)] int EvaluationSamples,
    [property: Id(3)] GradientStorage Storage = GradientStorage.Float32, [property: Id(4)] int RowsAtOnce = 1,
    [property: Id(5)] int EvaluationParts = 0, [property: Id(6)] int HeldOutSamples = 0, [property: Id(7)] int HeldOutParts = 0,
    [property: Id(8)] int StatisticsParts = 0)
{
    /// <summary>p.</summary>
    public long Weights => Tensors.Sum(tensor => tensor.Weights);

    internal static NetworkDescription Of(IGradientSource source, CampaignSpec spec) => new(
        [.. source.Layout.Tensors.Select(tensor => new TensorDescription(tensor.Name, tensor.Weights, tensor.Pattern, [.. tensor.Shape], tensor.ValueBytes))],
        source.Rows, source.Samples(SampleSet.Evaluation), spec.Solver.Storage, source.RowsAtOnce, source.Parts(SampleSet.Evaluation),
        source.Samples(SampleSet.HeldOut), source.Parts(SampleSet.HeldOut), source.StatisticsParts);

    internal int Parts(SampleSet set) => set == SampleSet.HeldOut ? HeldOutParts : EvaluationParts;
}

/// <summary>A tensor to prune.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Weights">Its number of weights.</param>
/// <param name="Pattern">How its scores are ranked.</param>
/// <param name="Shape">Its shape.</param>
/// <param name="ValueBytes">Bytes of a weight in the network's files.</param>
[GenerateSerializer, Immutable, Alias("chita.TensorDescription")]
public sealed record TensorDescription(
    [property: Id(0)] string Name, [property: Id(1)] long Weights, [property: Id(2)] BlockPattern Pattern, [property: Id(3)] IReadOnlyList<long> Shape,
    [property: Id(4)] int ValueBytes = sizeof(float))
{
    /// <summary>It as its blocks are cut.</summary>
    public TensorSize Size => new(Name, [.. Shape]) { Pattern = Pattern, ValueBytes = ValueBytes };
}
