using System.Collections.Concurrent;
using Chita.Gradients;
using Chita.Grains.Gradients;
using Chita.Grains.Placement;
using Chita.Grains.Wire;
using Chita.Networks;
using Chita.Output;
using Chita.Pruning;
using Chita.Reports;

namespace Chita.Grains.Campaigns;

/// <summary>The gradient grains of a campaign, one on each silo. Work is shared out by pull: whoever is done takes the next piece.</summary>
internal sealed class GradientTeam(string campaign, CampaignText text, IGrainFactory grains, ISiloCatalog catalog)
{
    /// <summary>Pieces that a member has at once: it computes one while it sends the other.</summary>
    private const int PiecesEach = 2;

    /// <summary>Parts of a measurement in a piece.</summary>
    private const int PartsAtOnce = 8;

    /// <summary>Batches that a member takes statistics of at once: a message each, as those of a large network are some 100 KiB.</summary>
    private const int BatchesEach = 8;

    private IGradientGrain[] _members = [];
    private long _version = -1;

    /// <summary>Opens the network on all silos, also on those that came since the last call.</summary>
    public async Task<NetworkDescription> OpenAsync()
    {
        var version = catalog.Version;
        var silos = await catalog.ListAsync();
        var members = Members(silos);
        if (members.Length == 0)
            throw new NodeLostException("No silo of the cluster answers.");
        try
        {
            var networks = await Task.WhenAll(members.Select(member => Asking.UntilAnsweredAsync(() => member.Open(text))));
            (_members, _version) = (members, version);
            return networks[0];
        }
        catch (OutOfBudgetException)
        {
            await Task.WhenAll(members.Select(member => member.Close()));
            throw;
        }
    }

    /// <summary>Whether silos came or went since they were asked.</summary>
    public bool IsOutdated => catalog.Version != _version;

    /// <summary>Sends the network's own weights to the blocks.</summary>
    public Task SendWeightsAsync() => Asking.UntilAnsweredAsync(_members[0].SendWeights);

    /// <summary>Brings the blocks' weights into all copies of the network.</summary>
    /// <param name="weights">Names these weights.</param>
    public Task FetchWeightsAsync(string weights) => AllAsync(member => member.FetchWeights(weights));

    /// <summary>Computes rows of A and sends them to the blocks that lack them.</summary>
    public async Task ComputeAsync(GradientTargets targets, IEnumerable<(int First, int Rows)> pieces, Action<int> done, CancellationToken cancellation)
    {
        await AllAsync(member => member.Aim(targets));
        await ShareAsync(pieces, PiecesEach, async (member, piece) =>
        {
            await Asking.UntilAnsweredAsync(() => member.Compute(piece.First, piece.Rows, cancellation), cancellation);
            done(piece.Rows);
        }, cancellation);
    }

    /// <summary>Takes the statistics of batch-norm layers, and gives all copies of the network the whole. Batches add up in their order, whoever took them.</summary>
    /// <param name="weights">Names the weights that all copies have.</param>
    /// <param name="count">The batches.</param>
    /// <param name="done">Told how many are done.</param>
    /// <param name="cancellation">Ends the work.</param>
    public async Task RecalibrateAsync(string weights, int count, Action<int> done, CancellationToken cancellation)
    {
        var batches = new BatchStatistics[count];
        await ShareAsync(Enumerable.Range(0, count), BatchesEach, async (member, batch) =>
        {
            batches[batch] = (await Asking.UntilAnsweredAsync(() => member.TakeStatistics(batch, 1, cancellation), cancellation))[0];
            done(1);
        }, cancellation);
        var statistics = WireVector.Of(BatchStatistics.Pool(batches));
        await AllAsync(member => member.Recalibrate(weights, statistics));
    }

    /// <summary>Measures the network as it is, part by part of the samples. They add up in their order, whoever measured them.</summary>
    /// <param name="set">On what.</param>
    /// <param name="count">Its parts.</param>
    /// <param name="recalibrated">Whether with the statistics that were taken of its weights.</param>
    /// <param name="done">Told how many parts are done.</param>
    /// <param name="cancellation">Ends the work.</param>
    public async Task<Evaluation[]> MeasureAsync(SampleSet set, int count, bool recalibrated, Action<int> done, CancellationToken cancellation)
    {
        var parts = new Evaluation[count];
        var pieces = Enumerable.Range(0, count).Chunk(PartsAtOnce).Select(some => (First: some[0], Count: some.Length));
        await ShareAsync(pieces, 1, async (member, piece) =>
        {
            var measured = await Asking.UntilAnsweredAsync(() => member.Measure(set, piece.First, piece.Count, recalibrated, cancellation), cancellation);
            for (var i = 0; i < measured.Count; i++)
                parts[piece.First + i] = measured[i];
            done(piece.Count);
        }, cancellation);
        return parts;
    }

    /// <summary>Counts the weights that are not zero, tensor by tensor.</summary>
    public Task<IReadOnlyList<LayerReport>> CountAsync() => Asking.UntilAnsweredAsync(_members[0].Count);

    /// <summary>Writes the model's files.</summary>
    public Task<WrittenModel> WriteAsync(string folder, bool recalibrated) => Asking.UntilAnsweredAsync(() => _members[0].Write(folder, recalibrated));

    /// <summary>Writes the blocks' scores.</summary>
    public Task WriteScoresAsync(string folder, ScoredDual dual) => Asking.UntilAnsweredAsync(() => _members[0].WriteScores(folder, dual));

    /// <summary>Lets the networks on these silos go, whoever has opened them.</summary>
    public Task CloseAsync(IEnumerable<SiloDescription> silos) => Task.WhenAll(Members(silos).Select(member => member.Close()));

    private IGradientGrain[] Members(IEnumerable<SiloDescription> silos) =>
        [.. silos.Select(silo => grains.GetGrain<IGradientGrain>(GrainKeys.Gradients(campaign, silo.Address)))];

    private Task AllAsync(Func<IGradientGrain, Task> ask) => Task.WhenAll(_members.Select(member => Asking.UntilAnsweredAsync(() => ask(member))));

    private Task ShareAsync<T>(IEnumerable<T> pieces, int each, Func<IGradientGrain, T, Task> work, CancellationToken cancellation)
    {
        var left = new ConcurrentQueue<T>(pieces);
        return Task.WhenAll(_members.SelectMany(member => Enumerable.Range(0, each).Select(_ => PullAsync(member))));

        async Task PullAsync(IGradientGrain member)
        {
            while (left.TryDequeue(out var piece))
            {
                cancellation.ThrowIfCancellationRequested();
                try
                {
                    await work(member, piece);
                }
                catch
                {
                    left.Clear(); // the others stop after their piece: what is missing is asked for again
                    throw;
                }
            }
        }
    }
}
