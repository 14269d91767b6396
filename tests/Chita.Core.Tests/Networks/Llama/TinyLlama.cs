using System.Globalization;
using Chita.Formats;

namespace Chita.Core.Tests.Networks.Llama;

/// <summary>A language model of a few hundred weights, random but the same for the same sizes, and the folder it comes in.</summary>
internal sealed record TinyLlama
{
    public int Vocabulary { get; init; } = 11;

    public int Width { get; init; } = 12;

    public int Inner { get; init; } = 10;

    public int Layers { get; init; } = 2;

    public int Heads { get; init; } = 4;

    public int KeyValueHeads { get; init; } = 2;

    /// <summary>Other than width / heads, as in some networks.</summary>
    public int HeadWidth { get; init; } = 6;

    public bool IsTied { get; init; } = true;

    public bool HasBiases { get; init; }

    /// <summary>More of <c>config.json</c>, each with a comma before it.</summary>
    public string More { get; init; } = ", \"rope_theta\": 100.0, \"rms_norm_eps\": 0.01";

    public SafetensorsType Type { get; init; } = SafetensorsType.F32;

    public string Config => string.Create(CultureInfo.InvariantCulture, $$"""
        { "architectures": ["LlamaForCausalLM"], "model_type": "llama", "hidden_act": "silu", "vocab_size": {{Vocabulary}}, "hidden_size": {{Width}},
          "intermediate_size": {{Inner}}, "num_hidden_layers": {{Layers}}, "num_attention_heads": {{Heads}}, "num_key_value_heads": {{KeyValueHeads}},
          "head_dim": {{HeadWidth}}, "tie_word_embeddings": {{Word(IsTied)}}, "attention_bias": {{Word(HasBiases)}}, "mlp_bias": {{Word(HasBiases)}}{{More}} }
        """);

    /// <summary>All tensors in the network's order.</summary>
    public IReadOnlyList<(string Name, long[] Shape)> Tensors =>
    [
        ("model.embed_tokens.weight", [Vocabulary, Width]),
        .. Enumerable.Range(0, Layers).SelectMany(LayerTensors),
        ("model.norm.weight", [Width]),
        .. IsTied ? [] : (IEnumerable<(string, long[])>)[("lm_head.weight", [Vocabulary, Width])],
    ];

    /// <summary>The values of a tensor, each of which its type has.</summary>
    public float[] Values(string name)
    {
        var random = new Random(name.Aggregate(0, (seed, letter) => unchecked(31 * seed + letter)));
        var values = new float[Tensors.Single(tensor => tensor.Name == name).Shape.Aggregate(1L, (product, dimension) => product * dimension)];
        for (var i = 0; i < values.Length; i++)
            values[i] = (name.EndsWith("norm.weight", StringComparison.Ordinal) ? 1 : 0) + 0.5f * (random.NextSingle() - 0.5f);
        Type.Widen(Bytes(values), values);
        return values;
    }

    /// <summary>Writes the folder.</summary>
    /// <param name="folder">The folder; made when missing.</param>
    /// <param name="shards">Files that the tensors are dealt out to; 1: no index.</param>
    /// <returns>The folder.</returns>
    public string WriteTo(string folder, int shards = 1)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "config.json"), Config);
        File.WriteAllText(Path.Combine(folder, "tokenizer.json"), "{ \"version\": \"1.0\" }\n");
        for (var shard = 0; shard < shards; shard++)
            Write(Path.Combine(folder, Shard(shard, shards)), [.. Tensors.Reverse().Where((_, i) => i % shards == shard)]);
        if (shards > 1)
        {
            var map = Tensors.Reverse().Select((tensor, i) => $"    \"{tensor.Name}\": \"{Shard(i % shards, shards)}\"");
            File.WriteAllText(Path.Combine(folder, "model.safetensors.index.json"), $"{{\n  \"metadata\": {{ \"total_size\": 1 }},\n  \"weight_map\": {{\n{string.Join(",\n", map)}\n  }}\n}}\n");
        }

        return folder;
    }

    /// <summary>A file with weights, as it is called.</summary>
    public static string Shard(int shard, int shards) => shards == 1 ? "model.safetensors" : $"model-{shard + 1:00000}-of-{shards:00000}.safetensors";

    private void Write(string path, IReadOnlyList<(string Name, long[] Shape)> tensors)
    {
        using var file = new SafetensorsWriter(path, [.. tensors.Select(tensor => (tensor.Name, Type, tensor.Shape))], new Dictionary<string, string> { ["format"] = "pt" });
        foreach (var (name, _) in tensors)
            file.Write(Bytes(Values(name)));
        file.Complete();
    }

    private byte[] Bytes(float[] values)
    {
        var bytes = new byte[values.Length * Type.Size()];
        Type.Round(values, bytes);
        return bytes;
    }

    private IEnumerable<(string, long[])> LayerTensors(int layer)
    {
        long queries = Heads * HeadWidth, keys = KeyValueHeads * HeadWidth;
        (string Name, long Outputs, long Inputs)[] products =
        [
            ("self_attn.q_proj", queries, Width), ("self_attn.k_proj", keys, Width), ("self_attn.v_proj", keys, Width), ("self_attn.o_proj", Width, queries),
            ("mlp.gate_proj", Inner, Width), ("mlp.up_proj", Inner, Width), ("mlp.down_proj", Width, Inner),
        ];
        foreach (var (name, outputs, inputs) in products)
        {
            yield return ($"model.layers.{layer}.{name}.weight", [outputs, inputs]);
            if (HasBiases)
                yield return ($"model.layers.{layer}.{name}.bias", [outputs]);
        }

        yield return ($"model.layers.{layer}.input_layernorm.weight", [Width]);
        yield return ($"model.layers.{layer}.post_attention_layernorm.weight", [Width]);
    }

    private static string Word(bool value) => value ? "true" : "false";
}
