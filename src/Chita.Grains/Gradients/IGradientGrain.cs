using Chita.Gradients;
using Chita.Grains.Wire;
using Chita.Networks;
using Chita.Output;
using Chita.Pruning;
using Chita.Reports;

namespace Chita.Grains.Gradients;

/// <summary>
/// Has the network and the data on one silo: makes rows of A for the blocks, measures, and writes the model. Key: campaign@silo.
/// </summary>
[Alias("chita.IGradient")]
public interface IGradientGrain : IGrainWithStringKey
{
    /// <summary>Loads the network and data and checks that they fit together; a repeat does nothing.</summary>
    /// <exception cref="InvalidInputException">They cannot be used.</exception>
    [Alias("open"), ResponseTimeout(Asking.Interval)]
    Task<NetworkDescription> Open(CampaignText campaign);

    /// <summary>Sends the network's weights, as they were read, to the blocks.</summary>
    [Alias("sendWeights"), ResponseTimeout(Asking.Interval), Orleans.Concurrency.AlwaysInterleave]
    Task SendWeights();

    /// <summary>Fetches the blocks' weights into the network, unless it has them.</summary>
    /// <param name="weights">Names these weights: two fetches of one name get the same.</param>
    [Alias("fetchWeights"), ResponseTimeout(Asking.Interval)]
    Task FetchWeights(string weights);

    /// <summary>Tells where rows of A are to go.</summary>
    [Alias("aim"), ResponseTimeout(Asking.Interval)]
    Task Aim(GradientTargets targets);

    /// <summary>Computes rows of A and writes them to the blocks that lack them; several calls may be under way.</summary>
    [Alias("compute"), ResponseTimeout(Asking.Interval), Orleans.Concurrency.AlwaysInterleave]
    Task Compute(int first, int rows, CancellationToken cancellation);

    /// <summary>Takes the statistics of batch-norm layers on some batches of calibration samples.</summary>
    [Alias("takeStatistics"), ResponseTimeout(Asking.Interval), Orleans.Concurrency.AlwaysInterleave]
    Task<IReadOnlyList<BatchStatistics>> TakeStatistics(int first, int count, CancellationToken cancellation);

    /// <summary>Gives the statistics that were taken of the network's weights.</summary>
    /// <param name="weights">Names these weights.</param>
    /// <param name="statistics">The means, then as many variances.</param>
    [Alias("recalibrate"), ResponseTimeout(Asking.Interval)]
    Task Recalibrate(string weights, WireVector<float> statistics);

    /// <summary>Measures the network on parts of a set of samples, with its own batch-norm statistics or with those of <see cref="Recalibrate"/>.</summary>
    [Alias("measure"), ResponseTimeout(Asking.Interval), Orleans.Concurrency.AlwaysInterleave]
    Task<IReadOnlyList<Evaluation>> Measure(SampleSet set, int first, int count, bool recalibrated, CancellationToken cancellation);

    /// <summary>Counts the weights that are not zero in the network, tensor by tensor.</summary>
    [Alias("count"), ResponseTimeout(Asking.Interval), Orleans.Concurrency.AlwaysInterleave]
    Task<IReadOnlyList<LayerReport>> Count();

    /// <summary>Writes the model's files into a folder, with its own batch-norm statistics or with those of <see cref="Recalibrate"/>.</summary>
    [Alias("write"), ResponseTimeout(Asking.Interval), Orleans.Concurrency.AlwaysInterleave]
    Task<WrittenModel> Write(string folder, bool recalibrated);

    /// <summary>Writes the blocks' scores into a folder, as <see cref="ScoreFile"/>.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="dual">The dual function, less what the scores add to it.</param>
    [Alias("writeScores"), ResponseTimeout(Asking.Interval), Orleans.Concurrency.AlwaysInterleave]
    Task WriteScores(string folder, ScoredDual dual);

    /// <summary>Frees the network.</summary>
    [Alias("close"), ResponseTimeout(Asking.Interval)]
    Task Close();
}

/// <summary>Where rows of A go.</summary>
/// <param name="Stage">The stage.</param>
/// <param name="Silos">The silos that hold blocks.</param>
/// <param name="SiloOf">For each block of the network, in order, which of them it lives on.</param>
/// <param name="Missing">For each block the first row that it lacks, and the end of the last such.</param>
[GenerateSerializer, Immutable, Alias("chita.GradientTargets")]
public sealed record GradientTargets(
    [property: Id(0)] int Stage, [property: Id(1)] IReadOnlyList<SiloAddress> Silos, [property: Id(2)] WireVector<int> SiloOf,
    [property: Id(3)] WireVector<int> Missing);
