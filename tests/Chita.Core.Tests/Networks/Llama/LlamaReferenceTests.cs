using System.Runtime.InteropServices;
using Chita.Campaigns;
using Chita.Data;
using Chita.Formats;
using Chita.Networks;
using Chita.Networks.Llama;
using static TorchSharp.torch;

namespace Chita.Core.Tests.Networks.Llama;

/// <summary>A language model read from its folder computes what PyTorch computes, and what the same network does as TorchScript.</summary>
public sealed class LlamaReferenceTests : IDisposable
{
    private const int Heads = 8, KeyValueHeads = 4, HeadWidth = 8;

    private readonly LlamaNetwork _network = LlamaNetwork.Load(SharedData.Require("stories/hf"));

    public void Dispose() => _network.Dispose();

    [Fact]
    public void Logits_are_the_reference_s()
    {
        using var file = SafetensorsFile.Open(SharedData.Require("stories/stories260k.reference.safetensors"));
        var logits = Read<float>(file, "logits");
        using var scope = NewDisposeScope();
        var expected = tensor(Read<float>(file, "logits")).reshape(1, -1, 512).transpose(1, 2);
        var computed = _network.Forward(new Batch(tensor(Read<long>(file, "token_ids")).reshape(1, -1), expected));
        Assert.Equal(expected.shape, computed.shape);
        Assert.InRange((computed - expected).abs().max().item<float>(), 0, 1e-4f);
    }

    [Fact]
    public void Gradients_are_those_of_the_same_network_as_TorchScript()
    {
        using var script = TorchScriptNetwork.Load(SharedData.Require("stories/stories260k.pt"));
        using var data = SafetensorsFile.Open(SharedData.Require("stories/stories260k-eval.safetensors"));
        using var batch = new Batch(Rows(data, "inputs", 2), Rows(data, "targets", 2));
        NetworkTensor[] tensors = [.. _network.Tensors.Where(tensor => tensor.IsPrunable)];
        Assert.Equal(1 + 5 * 7, tensors.Length);

        var loss = script.Evaluate(batch, LossKind.CrossEntropy);
        Assert.Equal(loss.TotalLoss, _network.Evaluate(batch, LossKind.CrossEntropy).TotalLoss, 1e-6 * loss.TotalLoss);
        foreach (var tensor in tensors)
        {
            var computed = Gradient(_network, batch, tensor.Elements, tensor.Name);
            var expected = Expected(script, batch, tensor);
            var error = Norm(expected.Zip(computed, (e, c) => c - e)) / Norm(expected);
            Assert.True(error < 1e-4, $"{tensor.Name}: relative error {error:g3}");
        }
    }

    [Fact]
    public void The_head_and_the_embedding_that_it_is_are_one_tensor() =>
        Assert.Equal(["model.embed_tokens.weight"], _network.Tensors.Where(tensor => tensor.Shape is [512, 64]).Select(tensor => tensor.Name));

    /// <summary>As TorchScript has it: other names, pairs of elements beside each other, and a head of its own.</summary>
    private static float[] Expected(TorchScriptNetwork script, Batch batch, NetworkTensor tensor)
    {
        var name = ScriptName(tensor.Name);
        var gradient = Gradient(script, batch, tensor.Elements, name);
        if (name == "tok_embeddings.weight")
            return [.. gradient.Zip(Gradient(script, batch, tensor.Elements, "output.weight"), (embedding, head) => embedding + head)];
        return name.Contains(".wq.", StringComparison.Ordinal) ? Halves(gradient, Heads) : name.Contains(".wk.", StringComparison.Ordinal) ? Halves(gradient, KeyValueHeads) : gradient;
    }

    private static string ScriptName(string name)
    {
        (string Published, string Script)[] words =
        [
            ("model.embed_tokens", "tok_embeddings"), ("model.layers", "layers"), ("self_attn.q_proj", "attention.wq"), ("self_attn.k_proj", "attention.wk"),
            ("self_attn.v_proj", "attention.wv"), ("self_attn.o_proj", "attention.wo"), ("mlp.gate_proj", "feed_forward.w1"), ("mlp.down_proj", "feed_forward.w2"),
            ("mlp.up_proj", "feed_forward.w3"),
        ];
        return words.Aggregate(name, (text, word) => text.Replace(word.Published, word.Script, StringComparison.Ordinal));
    }

    /// <summary>Rows 0, 2, 4, … of each head, then rows 1, 3, 5, ….</summary>
    private static float[] Halves(float[] rows, int heads)
    {
        var width = rows.Length / (heads * HeadWidth);
        return [.. Enumerable.Range(0, heads * HeadWidth).SelectMany(row =>
        {
            var (head, within) = (row / HeadWidth, row % HeadWidth);
            var from = head * HeadWidth + (within < HeadWidth / 2 ? 2 * within : 2 * (within - HeadWidth / 2) + 1);
            return rows.Skip(from * width).Take(width);
        })];
    }

    private static float[] Gradient(Network network, Batch batch, long elements, string tensor)
    {
        var row = new float[elements];
        network.Gradient(batch, LossKind.CrossEntropy, [tensor], row);
        return row;
    }

    private static Tensor Rows(SafetensorsFile file, string name, int rows) => tensor(Read<long>(file, name)[..(rows * 256)]).reshape(rows, 256);

    private static T[] Read<T>(SafetensorsFile file, string name) where T : unmanaged
    {
        var entry = file.Find(name)!;
        var bytes = new byte[entry.ByteLength];
        file.Read(entry, 0, bytes);
        return MemoryMarshal.Cast<byte, T>(bytes).ToArray();
    }

    private static double Norm(IEnumerable<float> values) => Math.Sqrt(values.Sum(x => (double)x * x));
}
