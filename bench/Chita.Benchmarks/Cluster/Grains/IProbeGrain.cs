using Orleans.Concurrency;

namespace Chita.Benchmarks.Cluster.Grains;

/// <summary>Measures from inside a silo. Key: probe@silo.</summary>
[Alias("chita.bench.IProbe")]
internal interface IProbeGrain : IGrainWithStringKey
{
    /// <summary>Asks the tree over a campaign's layers for scores, again and again, as a coordinator would.</summary>
    /// <param name="campaign">The campaign, whose stage is open.</param>
    /// <param name="tensors">Its tensors.</param>
    /// <param name="rows">n.</param>
    /// <param name="epoch">Later than any before.</param>
    /// <param name="times">How often.</param>
    /// <returns>Milliseconds of each.</returns>
    [Alias("score"), ResponseTimeout("00:30:00")]
    Task<double[]> Score(string campaign, string[] tensors, int rows, long epoch, int times);

    /// <summary>Makes a small call to another silo at regular intervals.</summary>
    /// <returns>Milliseconds of each.</returns>
    [Alias("ping"), ResponseTimeout("00:30:00"), AlwaysInterleave]
    Task<double[]> Ping(SiloAddress other, int times, TimeSpan interval);

    /// <summary>The small call.</summary>
    [Alias("nothing"), AlwaysInterleave]
    Task Nothing();
}
