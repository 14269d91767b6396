using Chita.Data;

namespace Chita.Networks;

/// <content>Statistics of batch-norm layers, in networks that have such layers.</content>
public abstract partial class Network
{
    /// <summary>The running means of all batch-norm layers in the network's order, then their running variances; empty without such layers.</summary>
    public virtual IReadOnlyList<NetworkTensor> Statistics => [];

    /// <summary>The values of <see cref="Statistics"/>, one tensor after the other.</summary>
    public float[] ReadStatistics()
    {
        var values = new float[Statistics.Sum(tensor => tensor.Elements)];
        var rest = values.AsSpan();
        foreach (var tensor in Statistics)
        {
            Read(tensor.Name, 0, rest[..(int)tensor.Elements]);
            rest = rest[(int)tensor.Elements..];
        }

        return values;
    }

    /// <summary>Sets the values of <see cref="Statistics"/>.</summary>
    /// <param name="values">As <see cref="ReadStatistics"/> gives them.</param>
    public void WriteStatistics(ReadOnlySpan<float> values)
    {
        foreach (var tensor in Statistics)
        {
            var count = (int)tensor.Elements;
            Write(tensor.Name, 0, values[..count]);
            values = values[count..];
        }
    }

    /// <summary>
    /// Makes this a copy that takes statistics, and serves for nothing else from then on: its batch-norm layers are in training mode, all other layers,
    /// such as dropout, stay in eval mode.
    /// </summary>
    /// <param name="batch">A batch to find the layers' momenta with, and whether they do take statistics.</param>
    /// <exception cref="InvalidInputException">The network has no batch-norm layers, or has some that do not take the batch's statistics.</exception>
    public virtual void BeginStatistics(Batch batch) =>
        throw new InvalidInputException($"{path}: output.recalibrate is batch-norm, and the network has no such layers. Remove the key.");

    /// <summary>The means and unbiased variances of a batch, in the order of <see cref="Statistics"/>, after <see cref="BeginStatistics"/>.</summary>
    /// <exception cref="NumericalException">One of them is not finite.</exception>
    public virtual float[] BatchStatistics(Batch batch) => throw new InvalidOperationException($"{path} has no batch-norm layers.");
}
