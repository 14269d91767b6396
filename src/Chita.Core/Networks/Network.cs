using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Chita.Campaigns;
using Chita.Data;
using Chita.Formats;
using Chita.Reports;
using TorchSharp;
using static TorchSharp.torch;

namespace Chita.Networks;

/// <summary>One copy of a trained network, in eval mode, whatever it was read from. Not for several threads at once: parallel work goes through <see cref="NetworkReplicas"/>.</summary>
/// <param name="path">What it was read from, for messages.</param>
public abstract partial class Network(string path) : IDisposable
{
    private const int Piece = 64 << 10; // bytes at once; larger arrays would live in the heap of large objects

    /// <summary>What it was read from.</summary>
    public string Path => path;

    /// <summary>All parameters and buffers, in the network's order.</summary>
    public abstract IReadOnlyList<NetworkTensor> Tensors { get; }

    /// <summary>One more copy of the network as it came; null where one serves all threads.</summary>
    internal abstract Network? Another();

    /// <summary>Samples of a measurement's batch. Fixed for a kind of network: the order of sums depends on it.</summary>
    internal virtual int SamplesMeasuredAtOnce => 100;

    /// <summary>Bytes of a copy's weights, of which so many are pruned: of most networks the others are hardly any.</summary>
    internal virtual long BytesFor(long pruned) => sizeof(float) * pruned;

    /// <summary>How often a copy has to be run before its results count.</summary>
    internal virtual int WarmUpRuns => 0;

    /// <summary>Whether the weights of a tensor of this type can be pruned.</summary>
    internal virtual bool Computes(SafetensorsType type) => type == SafetensorsType.F32;

    /// <summary>Sets some of a parameter's values.</summary>
    /// <param name="tensor">The parameter.</param>
    /// <param name="first">The first one to set, row-major.</param>
    /// <param name="values">It and those after it.</param>
    public abstract void Write(string tensor, long first, ReadOnlySpan<float> values);

    /// <summary>Reads some of a parameter's values, as the network computes with them.</summary>
    /// <param name="tensor">The parameter.</param>
    /// <param name="first">The first one to read, row-major.</param>
    /// <param name="values">Takes it and those after it.</param>
    public abstract void Read(string tensor, long first, Span<float> values);

    /// <summary>Reads some bytes of a parameter or buffer in its own type, row-major, as files have them.</summary>
    /// <param name="tensor">The parameter or buffer.</param>
    /// <param name="offset">The first byte to read: of a whole element.</param>
    /// <param name="bytes">Takes it and those after it.</param>
    public abstract void ReadBytes(string tensor, long offset, Span<byte> bytes);

    /// <summary>The gradient of the batch's mean loss with respect to some parameters.</summary>
    /// <param name="batch">The samples.</param>
    /// <param name="loss">The loss.</param>
    /// <param name="parameters">Names, in the order wanted.</param>
    /// <param name="row">Takes their gradients one after the other, row-major.</param>
    /// <exception cref="InvalidInputException">The batch does not fit the network.</exception>
    public void Gradient(Batch batch, LossKind loss, IReadOnlyList<string> parameters, Span<float> row)
    {
        using var scope = NewDisposeScope();
        using var recording = enable_grad();
        var wanted = parameters.Select(Parameter).ToArray();
        var gradients = autograd.grad([Loss(Forward(batch), batch, loss)], wanted, allow_unused: true);
        for (var i = 0; i < wanted.Length; i++)
        {
            var part = row[..(int)wanted[i].numel()];
            row = row[part.Length..];
            if (gradients[i] is null || gradients[i].IsInvalid)
                part.Clear(); // a parameter that the output does not depend on
            else
                gradients[i].contiguous().Floats(0, part.Length).CopyTo(part);
        }
    }

    /// <summary>Loss and hits on a batch. Targets that are probabilities (<see cref="Answer"/>) count as the class that has most.</summary>
    /// <exception cref="InvalidInputException">The batch does not fit the network.</exception>
    public Evaluation Evaluate(Batch batch, LossKind loss)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        var output = Forward(batch);
        var answers = loss == LossKind.CrossEntropy && batch.Targets.is_floating_point();
        var targets = answers ? batch.Targets.numel() / batch.Targets.shape[1] : batch.Targets.numel();
        var correct = loss == LossKind.CrossEntropy ? output.argmax(1).eq(answers ? batch.Targets.argmax(1) : batch.Targets).sum().ToInt64() : 0;
        return new Evaluation(targets, correct, Loss(output, batch, loss).ToDouble() * targets);
    }

    /// <summary>How many classes the network tells apart: the second dimension of its output.</summary>
    /// <exception cref="InvalidInputException">The batch does not fit the network, or its output has no classes.</exception>
    public int Classes(Batch batch)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        var shape = Forward(batch).shape;
        return shape.Length >= 2
            ? (int)shape[1]
            : throw new InvalidInputException($"{path}: the output is shaped {Shape(shape)}; cross-entropy needs [batch, classes, …].");
    }

    /// <inheritdoc/>
    public abstract void Dispose();

    /// <summary>Hands a tensor's bytes on, a few at a time, in order.</summary>
    internal void Pass(NetworkTensor tensor, Action<ReadOnlySpan<byte>> take)
    {
        var room = new byte[Piece];
        var length = tensor.Elements * tensor.Type.Size();
        for (var offset = 0L; offset < length; offset += Piece)
        {
            var piece = room.AsSpan(0, (int)Math.Min(Piece, length - offset));
            ReadBytes(tensor.Name, offset, piece);
            take(piece);
        }
    }

    /// <summary>Hands a parameter's values on, a few at a time, in order.</summary>
    internal void PassWeights(NetworkTensor tensor, Action<ReadOnlySpan<float>> take)
    {
        var room = new float[Piece / sizeof(float)];
        for (var first = 0L; first < tensor.Elements; first += room.Length)
        {
            var piece = room.AsSpan(0, (int)Math.Min(room.Length, tensor.Elements - first));
            Read(tensor.Name, first, piece);
            take(piece);
        }
    }

    /// <summary>SHA-256 of a tensor's bytes.</summary>
    internal string Digest(NetworkTensor tensor)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Pass(tensor, hash.AppendData);
        return ContentDigest.Format(hash.GetHashAndReset());
    }

    /// <summary>The network's outputs: [batch, classes, …] for cross-entropy. May fail with <see cref="ExternalException"/> where inputs do not fit.</summary>
    protected abstract Tensor Compute(Tensor inputs);

    /// <summary>The parameter that gradients are taken with respect to.</summary>
    protected abstract Tensor Parameter(string name);

    /// <summary>A shape as messages show it.</summary>
    protected static string Shape(IEnumerable<long> shape) => $"[{string.Join(", ", shape)}]";

    /// <summary>The network's outputs for a batch.</summary>
    /// <exception cref="InvalidInputException">The batch does not fit the network.</exception>
    internal Tensor Forward(Batch batch)
    {
        try
        {
            return Compute(batch.Inputs);
        }
        catch (ExternalException failure)
        {
            throw new InvalidInputException(
                $"{path}: does not take inputs shaped {Shape(batch.Inputs.shape)} of {batch.Inputs.dtype} ({TorchMessage.LastLine(failure.Message)}).", failure);
        }
    }

    private Tensor Loss(Tensor output, Batch batch, LossKind loss)
    {
        try
        {
            return loss == LossKind.CrossEntropy
                ? nn.functional.cross_entropy(output, batch.Targets)
                : nn.functional.mse_loss(output, batch.Targets);
        }
        catch (ExternalException failure)
        {
            throw new InvalidInputException(
                $"{path}: the output, shaped {Shape(output.shape)}, and the targets, shaped {Shape(batch.Targets.shape)} of {batch.Targets.dtype}, "
                + $"do not fit the loss ({TorchMessage.FirstLine(failure.Message)}).",
                failure);
        }
    }
}
