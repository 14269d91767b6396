using Chita.Campaigns;
using Chita.Data;
using Chita.Networks;
using Chita.Numerics;

namespace Chita.Gradients;

/// <summary>
/// Takes the statistics of batch-norm layers anew. In copies of the network of its own: a pass in training mode may change how libtorch's executor
/// runs the next ones, and gradients must not depend on whether one came before.
/// </summary>
internal sealed class Recalibration : IDisposable
{
    /// <summary>Samples of a batch at least, where there are so many. Fixed: what a layer sees depends on the batch that it is normalised with.</summary>
    private const int LeastBatch = 100;

    private readonly NetworkReplicas _copies; // in training mode
    private readonly SolverThreads _threads;
    private readonly BatchReader _reader;
    private readonly IReadOnlyList<SampleRef> _samples;
    private readonly float[] _own;            // as the network came
    private volatile float[]? _taken;         // of the present weights; null: not yet

    /// <summary>Loads the copies, and sees that they can be recalibrated.</summary>
    /// <param name="network">The network.</param>
    /// <param name="threads">Where the copies run, one for each thread. Not owned.</param>
    /// <param name="plan">Which samples the statistics are of.</param>
    /// <param name="reader">Reads them.</param>
    /// <exception cref="InvalidInputException">The network cannot be recalibrated.</exception>
    public Recalibration(NetworkSpec network, SolverThreads threads, CalibrationPlan plan, BatchReader reader)
    {
        (_threads, _reader, _samples) = (threads, reader, plan.DistinctSamples);
        _copies = new NetworkReplicas(network, threads.Count);
        try
        {
            _own = _copies.First.ReadStatistics();
            using var batch = Read(0);
            _copies.BeginStatistics(batch);
        }
        catch
        {
            _copies.Dispose();
            throw;
        }
    }

    /// <summary>Batches that the samples are cut into.</summary>
    public int Parts => Math.Max(1, _samples.Count / LeastBatch);

    /// <summary>Sets some of a tensor's weights: statistics of the others are none of these.</summary>
    public void Write(string tensor, long first, ReadOnlySpan<float> weights)
    {
        _taken = null;
        _copies.Write(tensor, first, weights);
    }

    /// <summary>The statistics of some batches.</summary>
    public async Task<BatchStatistics[]> TakeAsync(int first, int count, CancellationToken cancellation)
    {
        var parts = new BatchStatistics[count];
        await _threads.RunAsync(count, i => parts[i] = _copies.Use(copy =>
        {
            cancellation.ThrowIfCancellationRequested();
            using var batch = Read(first + i);
            return new BatchStatistics(Samples(first + i).Length, copy.BatchStatistics(batch));
        }));
        return parts;
    }

    /// <summary>Has <see cref="With"/> use these statistics, until a weight is set.</summary>
    public void Keep(float[] statistics) => _taken = statistics.Length == _own.Length
        ? statistics
        : throw new ArgumentException($"{statistics.Length} statistics are given, and the network has {_own.Length}.", nameof(statistics));

    /// <summary>Uses a copy of the network that has the statistics taken anew meanwhile.</summary>
    public T With<T>(Network copy, Func<Network, T> use)
    {
        copy.WriteStatistics(_taken ?? throw new InvalidOperationException("No statistics were taken of the present weights."));
        try
        {
            return use(copy);
        }
        finally
        {
            copy.WriteStatistics(_own);
        }
    }

    public void Dispose() => _copies.Dispose();

    private SampleRef[] Samples(int part)
    {
        var (first, end) = ((int)((long)_samples.Count * part / Parts), (int)((long)_samples.Count * (part + 1) / Parts));
        return [.. _samples.Skip(first).Take(end - first)];
    }

    /// <summary>Without augmentation: the network will see samples as they are.</summary>
    private Batch Read(int part) => _reader.Read(Samples(part), augment: false);
}
