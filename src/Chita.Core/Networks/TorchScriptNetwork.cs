using System.Runtime.InteropServices;
using Chita.Campaigns;
using Chita.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace Chita.Networks;

/// <summary>
/// One copy of a trained network from a TorchScript file, in eval mode. Not for several threads at once: parallel work takes one copy
/// per thread (<see cref="NetworkReplicas"/>).
/// </summary>
public sealed partial class TorchScriptNetwork : IDisposable
{
    private readonly jit.ScriptModule<Tensor, Tensor> _module;
    private readonly Dictionary<string, Tensor> _tensors;
    private readonly string _path;

    private TorchScriptNetwork(string path, jit.ScriptModule<Tensor, Tensor> module)
    {
        _path = path;
        _module = module;
        var parameters = module.named_parameters().ToDictionary(entry => entry.name, entry => entry.parameter);
        var buffers = module.named_buffers().ToDictionary(entry => entry.name, entry => entry.buffer);
        _tensors = parameters.Select(entry => KeyValuePair.Create(entry.Key, (Tensor)entry.Value)).Concat(buffers).ToDictionary();
        Tensors = [.. InModuleOrder(module.state_dict().Keys, _tensors.Keys).Select(name => Describe(name, _tensors[name], parameters.ContainsKey(name)))];
        _layers = [.. LayersOf(Tensors)];
        var byName = Tensors.ToDictionary(tensor => tensor.Name);
        Statistics = [.. _layers.Select(layer => byName[layer + Mean]), .. _layers.Select(layer => byName[layer + Variance])];
    }

    /// <summary>All parameters and buffers, in the module's order.</summary>
    public IReadOnlyList<NetworkTensor> Tensors { get; }

    /// <summary>Loads the file.</summary>
    /// <param name="path">A module saved by <c>torch.jit.save</c>: tensor in, tensor out.</param>
    /// <exception cref="InvalidInputException">There is no such file, it is damaged or no TorchScript module, or a weight is not finite.</exception>
    public static TorchScriptNetwork Load(string path)
    {
        NativeTorch.EnsureLoaded();
        if (!File.Exists(path))
            throw new InvalidInputException($"{path}: no such file; network.torchscript names a file saved by torch.jit.save.");
        ScriptModules.CheckArchive(path);
        return LoadAgain(path);
    }

    /// <summary>Loads one more copy of a file that was loaded: its checksums were compared.</summary>
    internal static TorchScriptNetwork LoadAgain(string path)
    {
        var module = ScriptModules.Load(path);
        try
        {
            module.eval();
            return new TorchScriptNetwork(path, module);
        }
        catch
        {
            module.Free();
            throw;
        }
    }

    /// <summary>Sets some of a float32 parameter's values.</summary>
    /// <param name="tensor">The parameter.</param>
    /// <param name="first">The first one to set, row-major.</param>
    /// <param name="values">It and those after it.</param>
    public void Write(string tensor, long first, ReadOnlySpan<float> values) =>
        values.CopyTo(MemoryMarshal.Cast<byte, float>(_tensors[tensor].bytes)[checked((int)first)..]);

    /// <summary>The bytes of a parameter or buffer, row-major, in the machine's order. Valid until the next write.</summary>
    public ReadOnlySpan<byte> Read(string tensor) => _tensors[tensor].bytes;

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
        var wanted = parameters.Select(name => _tensors[name]).ToArray();
        var gradients = autograd.grad([Loss(Forward(batch), batch, loss)], wanted, allow_unused: true);
        for (var i = 0; i < wanted.Length; i++)
        {
            var part = row[..(int)wanted[i].numel()];
            row = row[part.Length..];
            if (gradients[i] is null || gradients[i].IsInvalid)
                part.Clear(); // a parameter that the output does not depend on
            else
                MemoryMarshal.Cast<byte, float>(gradients[i].contiguous().bytes).CopyTo(part);
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
            : throw new InvalidInputException($"{_path}: the output is shaped {Shape(shape)}; cross-entropy needs [batch, classes, …].");
    }

    /// <summary>Saves the network as TorchScript, with its weights as they are now.</summary>
    public void Save(string path) => jit.save(_module, path);

    /// <summary>Frees the network.</summary>
    public void Dispose() => _module.Free();

    private Tensor Forward(Batch batch)
    {
        try
        {
            return _module.forward(batch.Inputs);
        }
        catch (ExternalException failure)
        {
            throw new InvalidInputException(
                $"{_path}: does not take inputs shaped {Shape(batch.Inputs.shape)} of {batch.Inputs.dtype} ({TorchMessage.LastLine(failure.Message)}).", failure);
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
                $"{_path}: the output, shaped {Shape(output.shape)}, and the targets, shaped {Shape(batch.Targets.shape)} of {batch.Targets.dtype}, "
                + $"do not fit the loss ({TorchMessage.FirstLine(failure.Message)}).",
                failure);
        }
    }

    private NetworkTensor Describe(string name, Tensor tensor, bool isParameter)
    {
        if (!tensor.is_contiguous())
            throw new InvalidInputException($"{_path}: tensor {name} is not contiguous; save the module with contiguous parameters.");
        return new NetworkTensor(name, tensor.shape, TorchTypes.ToSafetensors(tensor.dtype, $"{_path}: tensor {name}"), isParameter);
    }

    /// <summary>The state dictionary's order where it names the tensor; others (attributes registered late) follow.</summary>
    private static IEnumerable<string> InModuleOrder(IEnumerable<string> state, ICollection<string> names) =>
        state.Where(names.Contains).Concat(names).Distinct();

    private static string Shape(long[] shape) => $"[{string.Join(", ", shape)}]";
}
