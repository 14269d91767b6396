using System.Collections.Concurrent;
using Chita.Campaigns;
using Chita.Data;
using Chita.Networks.Llama;

namespace Chita.Networks;

/// <summary>A network for as many threads as there are: as many copies of it as that takes, with equal weights.</summary>
public sealed class NetworkReplicas : IDisposable
{
    private readonly List<Network> _copies = []; // all there, once constructed
    private readonly ConcurrentStack<Network> _free; // one for each thread

    /// <summary>Opens the network once for each thread, or once where that serves all.</summary>
    /// <exception cref="InvalidInputException">The network cannot be used.</exception>
    public NetworkReplicas(NetworkSpec network, int threads)
    {
        try
        {
            _copies.Add(network.Huggingface is { } folder ? LlamaNetwork.Load(folder) : network.Weights is { } weights ? WeightsNetwork.Load(weights) : TorchScriptNetwork.Load(network.Path));
            while (_copies.Count < threads && First.Another() is { } copy)
                _copies.Add(copy);
        }
        catch
        {
            Dispose();
            throw;
        }

        _free = new ConcurrentStack<Network>(Enumerable.Range(0, threads).Select(thread => _copies[thread % _copies.Count]));
    }

    /// <summary>The copy for what needs only one.</summary>
    public Network First => _copies[0];

    /// <summary>Bytes of all copies, so many of whose weights are pruned.</summary>
    internal long BytesFor(long pruned) => _copies.Count * First.BytesFor(pruned);

    /// <summary>Uses a free copy; there is one for each solver thread.</summary>
    public T Use<T>(Func<Network, T> use)
    {
        if (!_free.TryPop(out var copy))
            throw new InvalidOperationException("More threads use the network than it was opened for.");
        try
        {
            return use(copy);
        }
        finally
        {
            _free.Push(copy);
        }
    }

    /// <summary>Sets some of a parameter's values in all copies, from <paramref name="first"/> on. Not while copies are in use.</summary>
    public void Write(string tensor, long first, ReadOnlySpan<float> values)
    {
        foreach (var copy in _copies)
            copy.Write(tensor, first, values);
    }

    /// <summary>Runs all copies on a batch until their executors have settled. Not while copies are in use.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="loss">The loss.</param>
    /// <param name="parameters">Names of those whose gradients will be asked for.</param>
    /// <param name="row">Room for these gradients.</param>
    public void WarmUp(Batch batch, LossKind loss, IReadOnlyList<string> parameters, Span<float> row)
    {
        foreach (var copy in _copies)
        {
            for (var run = 0; run < copy.WarmUpRuns; run++)
                copy.Gradient(batch, loss, parameters, row);
        }
    }

    /// <summary>The same for copies that are asked for answers alone.</summary>
    /// <param name="batch">The batch.</param>
    public void WarmUp(Batch batch)
    {
        foreach (var copy in _copies)
        {
            for (var run = 0; run < copy.WarmUpRuns; run++)
                copy.Answer(batch).Dispose();
        }
    }

    /// <summary>Makes all copies ones that take batch-norm statistics, until their executors have settled. Not while copies are in use.</summary>
    /// <param name="batch">A batch to try them with.</param>
    /// <exception cref="InvalidInputException">The network has no batch-norm layers that take them.</exception>
    public void BeginStatistics(Batch batch)
    {
        foreach (var copy in _copies)
        {
            copy.BeginStatistics(batch);
            for (var run = 0; run < copy.WarmUpRuns; run++)
                copy.BatchStatistics(batch);
        }
    }

    /// <summary>Frees the copies.</summary>
    public void Dispose()
    {
        foreach (var copy in _copies)
            copy.Dispose();
    }
}
