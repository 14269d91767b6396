using Chita.Formats;

namespace Chita.Networks.Llama;

/// <summary>The sizes and switches of a Llama: its <c>config.json</c>, in the names of Hugging Face's transformers.</summary>
internal sealed record LlamaConfig
{
    /// <summary>The embedding, which is the head too where the two are tied.</summary>
    public const string Embedding = "model.embed_tokens.weight";

    /// <summary>The head of its own.</summary>
    public const string Head = "lm_head.weight";

    /// <summary>The last normalisation.</summary>
    public const string LastNorm = "model.norm.weight";

    public required int Vocabulary { get; init; }

    public required int Width { get; init; }

    /// <summary>The width inside a feed-forward layer.</summary>
    public required int Inner { get; init; }

    public required int Layers { get; init; }

    public required int Heads { get; init; }

    /// <summary>Heads of keys and values: each serves as many heads of queries as the others.</summary>
    public required int KeyValueHeads { get; init; }

    public required int HeadWidth { get; init; }

    /// <summary>The longest sequence; null: any.</summary>
    public required int? MostTokens { get; init; }

    public required double NormEpsilon { get; init; }

    public required RotaryAngles Rotary { get; init; }

    public required bool HasTiedHead { get; init; }

    public required bool HasAttentionBias { get; init; }

    public required bool HasInnerBias { get; init; }

    /// <summary>Reads the file. What it does not know and may change the function is refused.</summary>
    /// <exception cref="InvalidInputException">It cannot be read, or is of no such network.</exception>
    public static LlamaConfig Read(string path) => HuggingFaceFolder.ReadJson(path, root => Read(new ConfigObject(path, "", root)));

    private static LlamaConfig Read(ConfigObject root)
    {
        root.Only("model_type", "llama");
        root.Only("hidden_act", "silu");
        var (width, heads) = (Need("hidden_size"), Need("num_attention_heads"));
        var config = new LlamaConfig
        {
            Vocabulary = Need("vocab_size"),
            Width = width,
            Inner = Need("intermediate_size"),
            Layers = Need("num_hidden_layers"),
            Heads = heads,
            KeyValueHeads = root.Whole("num_key_value_heads") ?? heads,
            HeadWidth = root.Whole("head_dim") ?? width / heads,
            MostTokens = root.Whole("max_position_embeddings"),
            NormEpsilon = root.Positive("rms_norm_eps") ?? 1e-6,
            Rotary = RotaryAngles.Read(root),
            HasTiedHead = root.Switch("tie_word_embeddings"),
            HasAttentionBias = root.Switch("attention_bias"),
            HasInnerBias = root.Switch("mlp_bias"),
        };
        if (heads % config.KeyValueHeads != 0)
            throw root.Wrong("num_key_value_heads", $"{config.KeyValueHeads}", $"a divisor of num_attention_heads, which is {heads}");
        if (config.HeadWidth == 0 || config.HeadWidth % 2 != 0)
            throw root.Wrong("head_dim", $"{config.HeadWidth}", "an even number: its halves are rotated against each other");

        if (root.Switch("rope_interleaved"))
            throw root.Wrong("rope_interleaved", "true", "false: heads are rotated in halves");

        // What only training, generating text or other programs look at.
        root.Ignore("architectures", "torch_dtype", "dtype", "transformers_version", "_name_or_path", "bos_token_id", "eos_token_id", "pad_token_id", "use_cache",
            "initializer_range", "attention_dropout", "pretraining_tp", "output_attentions", "output_hidden_states", "return_dict", "_attn_implementation", "is_llama_config", "transformers.js_config");
        root.Finish();
        return config;

        int Need(string key) => root.Need(key, root.Whole(key));
    }

    /// <summary>All tensors in the network's order, which no division into files changes, each with its shape.</summary>
    public IEnumerable<(string Name, long[] Shape)> Tensors()
    {
        yield return (Embedding, [Vocabulary, Width]);
        for (var layer = 0; layer < Layers; layer++)
        {
            foreach (var (name, shape) in LayerTensors())
                yield return ($"{Prefix(layer)}{name}", shape);
        }

        yield return (LastNorm, [Width]);
        if (!HasTiedHead)
            yield return (Head, [Vocabulary, Width]);
    }

    /// <summary>What the names of a layer's tensors begin with.</summary>
    public static string Prefix(int layer) => $"model.layers.{layer}.";

    private IEnumerable<(string Name, long[] Shape)> LayerTensors()
    {
        long queries = (long)Heads * HeadWidth, keys = (long)KeyValueHeads * HeadWidth;
        return
        [
            .. Linear("self_attn.q_proj", queries, Width, HasAttentionBias),
            .. Linear("self_attn.k_proj", keys, Width, HasAttentionBias),
            .. Linear("self_attn.v_proj", keys, Width, HasAttentionBias),
            .. Linear("self_attn.o_proj", Width, queries, HasAttentionBias),
            .. Linear("mlp.gate_proj", Inner, Width, HasInnerBias),
            .. Linear("mlp.up_proj", Inner, Width, HasInnerBias),
            .. Linear("mlp.down_proj", Width, Inner, HasInnerBias),
            ("input_layernorm.weight", [Width]),
            ("post_attention_layernorm.weight", [Width]),
        ];
    }

    private static IEnumerable<(string Name, long[] Shape)> Linear(string name, long outputs, long inputs, bool hasBias) =>
        hasBias ? [($"{name}.weight", [outputs, inputs]), ($"{name}.bias", [outputs])] : [($"{name}.weight", [outputs, inputs])];
}
