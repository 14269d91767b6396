using Chita.Blocks;
using Chita.Networks;
using Chita.Output;
using Chita.Reports;

namespace Chita.Gradients;

/// <summary>Where rows of A come from: a network with its data. Several silos open one each and share the rows out.</summary>
/// <remarks>
/// A row depends on its number, the stage and the weights alone, never on which source made it or with which other rows. A source may be disposed
/// of while it works: what is under way ends as it would have, and the memory goes with the last of it.
/// </remarks>
public interface IGradientSource : IDisposable
{
    /// <summary>How the prunable weights are cut into blocks.</summary>
    WeightLayout Layout { get; }

    /// <summary>n, the rows of A; 0 without calibration data.</summary>
    int Rows { get; }

    /// <summary>Rows that are best computed together.</summary>
    int RowsAtOnce { get; }

    /// <summary>Samples of a set; 0 where the campaign has none.</summary>
    int Samples(SampleSet set);

    /// <summary>Parts that a measurement on a set is cut into, the same way everywhere.</summary>
    int Parts(SampleSet set);

    /// <summary>Bytes that the source takes at most, with two groups of rows on their way.</summary>
    long Bytes { get; }

    /// <summary>Copies the weights of one block out of the network.</summary>
    float[] ReadWeights(BlockCut cut);

    /// <summary>Sets some of a prunable tensor's weights. Not while rows or measurements are computed.</summary>
    /// <param name="tensor">The tensor.</param>
    /// <param name="first">The first weight to set, row-major.</param>
    /// <param name="weights">It and those after it.</param>
    void Write(string tensor, long first, ReadOnlySpan<float> weights);

    /// <summary>Computes rows of A at the present weights: gradients of the mean loss of each row's batch.</summary>
    /// <param name="stage">The stage: it has its own batches.</param>
    /// <param name="first">The first row.</param>
    /// <param name="rows">How many, up to <see cref="RowsAtOnce"/>.</param>
    /// <param name="cancellation">Ends the work between rows.</param>
    Task<IGradientRows> ComputeAsync(int stage, int first, int rows, CancellationToken cancellation);

    /// <summary>Batches that statistics of batch-norm layers are taken from, the same everywhere; 0 where the campaign does not ask for that.</summary>
    int StatisticsParts { get; }

    /// <summary>Takes the statistics of the network's batch-norm layers with its present weights, on some batches of calibration samples.</summary>
    /// <param name="first">The first batch.</param>
    /// <param name="count">How many.</param>
    /// <param name="cancellation">Ends the work between batches.</param>
    /// <returns>What came of each; to be put together in their order.</returns>
    Task<BatchStatistics[]> TakeStatisticsAsync(int first, int count, CancellationToken cancellation);

    /// <summary>Gives the statistics that belong to the present weights, for measuring and writing the recalibrated network. They go with the next weight that is set.</summary>
    void Recalibrate(float[] statistics);

    /// <summary>Measures the network with its present weights on parts of a set.</summary>
    /// <param name="set">The set.</param>
    /// <param name="first">The first part.</param>
    /// <param name="count">How many.</param>
    /// <param name="recalibrated">Whether with the statistics of <see cref="Recalibrate"/>.</param>
    /// <param name="cancellation">Ends the measurement between parts.</param>
    /// <returns>What the network did on each part; to be added in their order.</returns>
    Task<Evaluation[]> EvaluateAsync(SampleSet set, int first, int count, bool recalibrated, CancellationToken cancellation);

    /// <summary>Counts the weights that are not zero at present, tensor by tensor.</summary>
    IReadOnlyList<LayerReport> Count();

    /// <summary>Writes the network with its present weights, in the formats the campaign asks for.</summary>
    /// <param name="folder">Where to.</param>
    /// <param name="recalibrated">Whether with the statistics of <see cref="Recalibrate"/>.</param>
    WrittenModel WriteModel(string folder, bool recalibrated);
}
