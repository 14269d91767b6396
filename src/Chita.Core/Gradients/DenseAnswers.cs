using Chita.Campaigns;
using Chita.Data;
using Chita.Networks;
using Chita.Numerics;
using static TorchSharp.torch;

namespace Chita.Gradients;

/// <summary>Gives samples the dense network's answers as their targets (<see cref="LabelSource.Network"/>), from copies of the network that nothing is ever written to.</summary>
internal sealed class DenseAnswers : IDisposable
{
    private readonly NetworkReplicas _copies;

    /// <summary>Loads the copies.</summary>
    /// <param name="network">The network.</param>
    /// <param name="threads">As many copies as it has threads.</param>
    /// <param name="batch">A batch to try them with, until their executors have settled.</param>
    public DenseAnswers(NetworkSpec network, SolverThreads threads, Batch batch)
    {
        _copies = new NetworkReplicas(network, threads.Count);
        try
        {
            _copies.WarmUp(batch);
        }
        catch
        {
            _copies.Dispose();
            throw;
        }
    }

    /// <summary>Labels drawn from the answers by each sample's own randomness. The caller's.</summary>
    public Tensor Draw(Batch batch, IReadOnlyList<SampleRef> samples) => _copies.Use(copy => copy.DrawLabels(batch, samples));

    /// <summary>The answers themselves: probabilities of the classes. The caller's.</summary>
    public Tensor Answer(Batch batch) => _copies.Use(copy => copy.Answer(batch));

    public void Dispose() => _copies.Dispose();
}
