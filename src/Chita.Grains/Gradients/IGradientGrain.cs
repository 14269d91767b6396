using Chita.Output;

namespace Chita.Grains.Gradients;

/// <summary>
/// Has the network and the data: makes rows of A for the blocks, measures, and writes the model. Key: the campaign's name.
/// </summary>
[Alias("chita.IGradient")]
public interface IGradientGrain : IGrainWithStringKey
{
    /// <summary>Loads the network and data and checks that they fit together; a repeat does nothing.</summary>
    /// <exception cref="InvalidInputException">They cannot be used.</exception>
    [Alias("open"), ResponseTimeout(LongWork)]
    Task<NetworkDescription> Open(CampaignText campaign);

    /// <summary>Sends the network's weights to the blocks.</summary>
    [Alias("sendWeights"), ResponseTimeout(LongWork)]
    Task SendWeights();

    /// <summary>Fetches the blocks' weights into the network.</summary>
    [Alias("fetchWeights"), ResponseTimeout(LongWork)]
    Task FetchWeights();

    /// <summary>Computes all rows of A for a stage and writes them to the blocks.</summary>
    [Alias("compute"), ResponseTimeout(LongWork)]
    Task Compute(int stage, CancellationToken cancellation);

    /// <summary>Measures the network on the evaluation data, by the campaign's metric.</summary>
    [Alias("measure"), ResponseTimeout(LongWork)]
    Task<double> Measure(CancellationToken cancellation);

    /// <summary>Writes the model's files into a folder.</summary>
    [Alias("write"), ResponseTimeout(LongWork)]
    Task<WrittenModel> Write(string folder);

    /// <summary>The part of the running work that is done, 0 … 1.</summary>
    [Alias("progress"), Orleans.Concurrency.AlwaysInterleave]
    Task<double> GetProgress();

    /// <summary>Frees the network.</summary>
    [Alias("close"), ResponseTimeout(LongWork)]
    Task Close();

    /// <summary>Work that takes as long as it takes; the caller watches <see cref="GetProgress"/> and may cancel.</summary>
    protected const string LongWork = "7.00:00:00";
}
