using System.Collections.Concurrent;
using Chita.Campaigns;
using Chita.Data;

namespace Chita.Networks;

/// <summary>As many copies of a network as there are solver threads, with equal weights.</summary>
public sealed class NetworkReplicas : IDisposable
{
    /// <summary>
    /// TorchScript's executor interprets a module's first runs, then optimises it, which may change the last bits. All copies are run this
    /// often before their results count, so that a row does not depend on which copy made it.
    /// </summary>
    private const int WarmUpRuns = 3;

    private readonly TorchScriptNetwork[] _copies;
    private readonly ConcurrentBag<TorchScriptNetwork> _free;

    /// <summary>Loads the file once for each copy.</summary>
    /// <exception cref="InvalidInputException">The file cannot be used.</exception>
    public NetworkReplicas(string path, int copies)
    {
        _copies = [.. Enumerable.Range(0, copies).Select(_ => TorchScriptNetwork.Load(path))];
        _free = [.. _copies];
    }

    /// <summary>The copy for what needs only one.</summary>
    public TorchScriptNetwork First => _copies[0];

    /// <summary>Uses a free copy; there is one for each solver thread.</summary>
    public T Use<T>(Func<TorchScriptNetwork, T> use)
    {
        if (!_free.TryTake(out var copy))
            throw new InvalidOperationException($"More than {_copies.Length} threads use {_copies.Length} copies of the network.");
        try
        {
            return use(copy);
        }
        finally
        {
            _free.Add(copy);
        }
    }

    /// <summary>Sets a parameter in all copies. Not while copies are in use.</summary>
    public void Write(string tensor, ReadOnlySpan<float> values)
    {
        foreach (var copy in _copies)
            copy.Write(tensor, values);
    }

    /// <summary>Runs all copies on a batch until their executors have settled. Not while copies are in use.</summary>
    public void WarmUp(Batch batch, LossKind loss, IReadOnlyList<string> parameters)
    {
        var row = new float[First.Tensors.Where(tensor => parameters.Contains(tensor.Name)).Sum(tensor => tensor.Elements)];
        foreach (var copy in _copies)
        {
            for (var run = 0; run < WarmUpRuns; run++)
                copy.Gradient(batch, loss, parameters, row);
        }
    }

    /// <summary>Frees the copies.</summary>
    public void Dispose()
    {
        foreach (var copy in _copies)
            copy.Dispose();
    }
}
