using System.Runtime.InteropServices;
using Chita.Data;
using Chita.Formats;
using TorchSharp;
using static TorchSharp.torch;

namespace Chita.Networks;

/// <content>
/// Statistics of batch-norm layers, taken anew. A module gives no access to what flows through it, but in training mode a batch-norm layer moves its
/// running statistics towards those of the batch: running ← (1 − momentum)·running + momentum·batch. Set to zero before, they hold momentum·batch after.
/// </content>
public sealed partial class TorchScriptNetwork
{
    private const string Mean = "running_mean", Variance = "running_var", Batches = "num_batches_tracked";

    /// <summary>A momentum is found to about 3e-8, as its layer rounds to float32; people write fewer decimals.</summary>
    private const int MomentumDecimals = 7;

    private readonly string[] _layers; // names of what has running statistics, each with its last dot
    private double[] _momenta = [];    // of these, once the copy takes statistics

    /// <inheritdoc/>
    public override IReadOnlyList<NetworkTensor> Statistics { get; }

    /// <inheritdoc/>
    public override void BeginStatistics(Batch batch)
    {
        if (Statistics.Count == 0)
            throw Refusal("has no batch-norm layers with running statistics: it never had any, or they were folded into the weights");
        if (Statistics.FirstOrDefault(tensor => tensor.Type != SafetensorsType.F32) is { } other)
            throw Refusal($"{other.Name} is {other.Type.Name()}, and statistics must be F32");
        SwitchLayers();
        var raw = Pass(batch, [.. _layers.Select(_ => 0f)], check: true);
        if (Array.FindIndex(raw, value => !float.IsFinite(value)) is var bad and >= 0)
            throw Refusal($"the calibration samples make {NameOf(bad)} {raw[bad]}");

        // From another start the layers end elsewhere, by 1 − momentum of the difference. It is large, and a power of two, to lose no digits of it.
        float[] starts = [.. Split(raw).Select(layer => MathF.ScaleB(1, Math.Max(0, 6 + MathF.ILogB(layer.Max(MathF.Abs)))))];
        var moved = Split(Pass(batch, starts, check: false));
        _momenta = [.. moved.Zip(Split(raw), starts).Select(layer =>
            Math.Round(1 - layer.First.Zip(layer.Second, (after, zero) => ((double)after - zero) / layer.Third).Average(), MomentumDecimals))];
        var name = _layers.Zip(_momenta).FirstOrDefault(layer => !(layer.Second > 0)).First;
        if (name is not null)
            throw NoBatchNorm(name);
    }

    /// <inheritdoc/>
    public override float[] BatchStatistics(Batch batch)
    {
        var raw = Pass(batch, new float[_momenta.Length], check: false);
        var (i, half) = (0, raw.Length / 2);
        foreach (var (layer, momentum) in _layers.Zip(_momenta))
        {
            for (var end = i + Floats(layer + Mean).Length; i < end; i++)
                (raw[i], raw[half + i]) = ((float)(raw[i] / momentum), (float)(raw[half + i] / momentum));
        }

        var bad = Array.FindIndex(raw, value => !float.IsFinite(value));
        return bad < 0 ? raw : throw new NumericalException($"{Path}: with the pruned weights, {NameOf(bad)} of a calibration batch is {raw[bad]}. A larger solver.ridge keeps the corrections of the weights small.");
    }

    private static IEnumerable<string> LayersOf(IReadOnlyList<NetworkTensor> tensors)
    {
        var names = tensors.Select(tensor => tensor.Name).ToHashSet(StringComparer.Ordinal);
        return tensors.Select(tensor => tensor.Name).Where(name => name == Mean || name.EndsWith($".{Mean}", StringComparison.Ordinal))
            .Select(name => name[..^Mean.Length]).Where(layer => names.Contains(layer + Variance));
    }

    private void SwitchLayers()
    {
        var layers = _layers.Select(layer => layer.TrimEnd('.')).ToHashSet(StringComparer.Ordinal);
        _module.train(layers.Contains(""));
        Switch(_module, "");

        // Parents first: a mode is that of the children too, until they get their own. Not by named_modules: TorchSharp 0.107 drops the module itself from
        // that list without freeing it.
        void Switch(nn.Module parent, string path)
        {
            foreach (var (name, child) in parent.named_children())
            {
                child.train(layers.Contains(path + name));
                Switch(child, $"{path}{name}.");
                ((jit.ScriptModule)child).Free();
            }
        }
    }

    /// <summary>What the running statistics are after a batch, when each layer's began at one number.</summary>
    private float[] Pass(Batch batch, float[] starts, bool check)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        foreach (var (layer, start) in _layers.Zip(starts))
        {
            Floats(layer + Mean).Fill(start);
            Floats(layer + Variance).Fill(start);
        }

        // A layer without a momentum divides by the batches that it has seen. Their number may be another tensor after every pass.
        foreach (var count in Counts().Values)
            count.zero_();
        Forward(batch);
        if (check)
            CheckCounts(Counts());
        return ReadStatistics();
    }

    private Dictionary<string, Tensor> Counts() => _module.named_buffers()
        .Where(entry => entry.name.EndsWith(Batches, StringComparison.Ordinal)).ToDictionary(entry => entry.name[..^Batches.Length], entry => entry.buffer);

    private void CheckCounts(Dictionary<string, Tensor> counts)
    {
        foreach (var layer in _layers)
        {
            var count = counts.TryGetValue(layer, out var tensor) ? tensor.ToInt64() : 1;
            if (count == 0)
                throw NoBatchNorm(layer);
            if (count > 1)
                throw Refusal($"a batch passes {count} times through {layer.TrimEnd('.')}, whose statistics are then of no single place");
        }
    }

    private IEnumerable<float[]> Split(float[] statistics)
    {
        var first = 0;
        foreach (var length in _layers.Select(layer => Floats(layer + Mean).Length))
        {
            yield return statistics[first..(first + length)];
            first += length;
        }
    }

    private string NameOf(int statistic)
    {
        foreach (var tensor in Statistics)
        {
            if (statistic < tensor.Elements)
                return $"{tensor.Name}, element {statistic},";
            statistic -= (int)tensor.Elements;
        }

        throw new ArgumentOutOfRangeException(nameof(statistic));
    }

    private Span<float> Floats(string tensor) => MemoryMarshal.Cast<byte, float>(_tensors[tensor].bytes);

    private InvalidInputException NoBatchNorm(string layer) => Refusal(
        $"{layer.TrimEnd('.')} does not take the statistics of a batch in training mode: it is frozen, was traced in eval mode, is not passed, or is no batch norm");

    private InvalidInputException Refusal(string reason) =>
        new($"{Path}: output.recalibrate is batch-norm, and the network cannot be recalibrated: {reason}. Remove the key, or save the network by torch.jit.script with its batch-norm layers.");
}
