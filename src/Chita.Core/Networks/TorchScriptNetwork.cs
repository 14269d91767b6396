using static TorchSharp.torch;

namespace Chita.Networks;

/// <summary>A network from a TorchScript file.</summary>
public sealed partial class TorchScriptNetwork : Network
{
    private readonly jit.ScriptModule<Tensor, Tensor> _module;
    private readonly Dictionary<string, Tensor> _tensors;

    private TorchScriptNetwork(string path, jit.ScriptModule<Tensor, Tensor> module) : base(path)
    {
        _module = module;
        var parameters = module.named_parameters().ToDictionary(entry => entry.name, entry => entry.parameter);
        var buffers = module.named_buffers().ToDictionary(entry => entry.name, entry => entry.buffer);
        _tensors = parameters.Select(entry => KeyValuePair.Create(entry.Key, (Tensor)entry.Value)).Concat(buffers).ToDictionary();
        Tensors = [.. InModuleOrder(module.state_dict().Keys, _tensors.Keys).Select(name => Describe(name, _tensors[name], parameters.ContainsKey(name)))];
        _layers = [.. LayersOf(Tensors)];
        var byName = Tensors.ToDictionary(tensor => tensor.Name);
        Statistics = [.. _layers.Select(layer => byName[layer + Mean]), .. _layers.Select(layer => byName[layer + Variance])];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<NetworkTensor> Tensors { get; }

    /// <summary>
    /// The executor interprets a module's first runs, then optimises it, which may change the last bits: after these a row does not depend on which
    /// copy made it.
    /// </summary>
    internal override int WarmUpRuns => 3;

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

    /// <summary>From the same file, whose checksums were compared.</summary>
    internal override Network Another() => LoadAgain(Path);

    private static TorchScriptNetwork LoadAgain(string path)
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

    /// <inheritdoc/>
    public override void Write(string tensor, long first, ReadOnlySpan<float> values) => values.CopyTo(_tensors[tensor].Floats(first, values.Length));

    /// <inheritdoc/>
    public override void Read(string tensor, long first, Span<float> values) => _tensors[tensor].Floats(first, values.Length).CopyTo(values);

    /// <inheritdoc/>
    public override void ReadBytes(string tensor, long offset, Span<byte> bytes) => _tensors[tensor].Bytes(offset, bytes.Length).CopyTo(bytes);

    /// <summary>The bytes of a parameter or buffer, row-major, in the machine's order. Valid until the next write.</summary>
    public ReadOnlySpan<byte> Read(string tensor) => _tensors[tensor].bytes;

    /// <summary>Saves the network as TorchScript, with its weights as they are now.</summary>
    public void Save(string path) => jit.save(_module, path);

    /// <summary>Frees the network.</summary>
    public override void Dispose() => _module.Free();

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor inputs) => _module.forward(inputs);

    /// <inheritdoc/>
    protected override Tensor Parameter(string name) => _tensors[name];

    private NetworkTensor Describe(string name, Tensor tensor, bool isParameter)
    {
        if (!tensor.is_contiguous())
            throw new InvalidInputException($"{Path}: tensor {name} is not contiguous; save the module with contiguous parameters.");
        return new NetworkTensor(name, tensor.shape, TorchTypes.ToSafetensors(tensor.dtype, $"{Path}: tensor {name}"), isParameter);
    }

    /// <summary>The state dictionary's order where it names the tensor; others (attributes registered late) follow.</summary>
    private static IEnumerable<string> InModuleOrder(IEnumerable<string> state, ICollection<string> names) =>
        state.Where(names.Contains).Concat(names).Distinct();
}
