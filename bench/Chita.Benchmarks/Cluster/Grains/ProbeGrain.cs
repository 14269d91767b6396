using System.Diagnostics;
using Chita.Collectives;
using Chita.Grains;
using Chita.Grains.Placement;
using Chita.Grains.Tree;
using Chita.Numerics;
using Orleans.Placement;

namespace Chita.Benchmarks.Cluster.Grains;

/// <summary>Stands where a coordinator would.</summary>
[OnSilo, Immovable]
internal sealed class ProbeGrain(SolverThreads threads) : Grain, IProbeGrain
{
    public Task<double[]> Score(string campaign, string[] tensors, int rows, long epoch, int times)
    {
        var sequence = 0L;
        var tree = new CollectiveTree(
            [.. tensors.Select(tensor => new RemoteNode(GrainFactory.GetGrain<ILayerGrain>(GrainKeys.Layer(campaign, tensor)), () => new Ticket(epoch, sequence)))], threads);
        return ScoreAsync(tree, rows, times, () => sequence++);
    }

    /// <summary>Asks for scores, and returns the milliseconds of each time.</summary>
    internal static async Task<double[]> ScoreAsync(ICollectives tree, int rows, int times, Action before)
    {
        var q = new double[rows];
        Array.Fill(q, 1e-6);
        var milliseconds = new double[times];
        for (var i = 0; i < times; i++)
        {
            before();
            var clock = Stopwatch.StartNew();
            await tree.ScoreAsync(q, RankQuery.Coarse(0));
            milliseconds[i] = clock.Elapsed.TotalMilliseconds;
        }

        return milliseconds;
    }

    public async Task<double[]> Ping(SiloAddress other, int times, TimeSpan interval)
    {
        var probe = GrainFactory.GetGrain<IProbeGrain>(SiloKey.Of("probe", other));
        var milliseconds = new double[times];
        for (var i = 0; i < times; i++)
        {
            await Task.Delay(interval);
            var clock = Stopwatch.StartNew();
            await probe.Nothing();
            milliseconds[i] = clock.Elapsed.TotalMilliseconds;
        }

        return milliseconds;
    }

    public Task Nothing() => Task.CompletedTask;
}
