using Chita.Data;
using static TorchSharp.torch;

namespace Chita.Networks;

/// <content>What the network says of a batch, as targets for others.</content>
public abstract partial class Network
{
    // Draws of a place's randomness from here on, one for each target of the sample; those before change its input (Data.Augmentation, Data.Mixup).
    private const int FirstLabelDraw = 16;

    /// <summary>The probabilities of the classes: [samples, classes, …], float32. The caller's.</summary>
    /// <exception cref="InvalidInputException">The batch does not fit the network.</exception>
    public Tensor Answer(Batch batch)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        return Forward(batch).softmax(1).MoveToOuterDisposeScope();
    }

    /// <summary>Labels drawn from these probabilities: [samples, …], int64. The caller's.</summary>
    /// <param name="batch">The samples.</param>
    /// <param name="samples">Whose randomness is used.</param>
    /// <exception cref="InvalidInputException">The batch does not fit the network.</exception>
    public Tensor DrawLabels(Batch batch, IReadOnlyList<SampleRef> samples)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        var answer = Forward(batch).softmax(1);
        var (classes, shape) = (answer.shape[1], answer.shape);
        shape[1] = 1;
        var each = (int)(answer.numel() / classes / samples.Count);
        var draws = new float[samples.Count * each];
        for (var i = 0; i < draws.Length; i++)
            draws[i] = (float)samples[i / each].Random.Unit(FirstLabelDraw + (i % each));

        // How many classes end below the draw; the sum of all may be a little below 1.
        var labels = answer.cumsum(1).le(tensor(draws, shape)).sum(1).clamp(0, classes - 1);
        return labels.MoveToOuterDisposeScope();
    }
}
