using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace Chita.Networks.Llama;

/// <content>
/// What the network computes: int64 tokens [batch, time] to logits [batch, vocabulary, time]. Each layer adds to x what its attention makes of the
/// normalised x, then what its feed-forward part makes of that.
/// </content>
public sealed partial class LlamaNetwork
{
    /// <inheritdoc/>
    protected override Tensor Parameter(string name) => _tensors[name];

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor inputs)
    {
        CheckTokens(inputs);
        using var scope = NewDisposeScope();
        var (cosines, sines) = Turns(inputs.shape[1]);
        var x = _tensors[LlamaConfig.Embedding].index_select(0, inputs.flatten()).unflatten(0, inputs.shape);
        for (var layer = 0; layer < _config.Layers; layer++)
            x = Layer(LlamaConfig.Prefix(layer), x, cosines, sines);
        var head = _tensors[_config.HasTiedHead ? LlamaConfig.Embedding : LlamaConfig.Head];
        return linear(Normalize(x, LlamaConfig.LastNorm), head).transpose(1, 2).MoveToOuterDisposeScope();
    }

    /// <summary>In a scope of its own: without gradients, nothing of a layer is kept for the next but its output.</summary>
    private Tensor Layer(string prefix, Tensor x, Tensor cosines, Tensor sines)
    {
        using var scope = NewDisposeScope();
        x = x + Attend($"{prefix}self_attn.", Normalize(x, $"{prefix}input_layernorm.weight"), cosines, sines);
        x = x + Feed($"{prefix}mlp.", Normalize(x, $"{prefix}post_attention_layernorm.weight"));
        return x.MoveToOuterDisposeScope();
    }

    /// <summary>Root mean square normalisation: x / √(mean of x² + ε), times a weight for each element.</summary>
    private Tensor Normalize(Tensor x, string weight) => x * (x.square().mean([-1], keepdim: true) + _config.NormEpsilon).rsqrt() * _tensors[weight];

    /// <summary>Every position looks at itself and those before it; several heads of queries share one of keys and values.</summary>
    private Tensor Attend(string prefix, Tensor x, Tensor cosines, Tensor sines)
    {
        var (queries, keys, values) = (Heads("q_proj", _config.Heads), Heads("k_proj", _config.KeyValueHeads), Heads("v_proj", _config.KeyValueHeads));
        var shared = _config.Heads / _config.KeyValueHeads;
        var seen = scaled_dot_product_attention(Turn(queries, cosines, sines), Repeat(Turn(keys, cosines, sines)), Repeat(values), is_casual: true);
        return Multiply($"{prefix}o_proj", seen.transpose(1, 2).flatten(2));

        Tensor Heads(string name, int heads) => Multiply(prefix + name, x).unflatten(2, heads, _config.HeadWidth).transpose(1, 2); // [batch, heads, time, width]
        Tensor Repeat(Tensor heads) => shared == 1 ? heads : heads.repeat_interleave(shared, 1);
    }

    /// <summary>down(silu(gate(x)) · up(x)).</summary>
    private Tensor Feed(string prefix, Tensor x) => Multiply($"{prefix}down_proj", silu(Multiply($"{prefix}gate_proj", x)) * Multiply($"{prefix}up_proj", x));

    private Tensor Multiply(string name, Tensor x) => linear(x, _tensors[$"{name}.weight"], _tensors.GetValueOrDefault($"{name}.bias"));

    /// <summary>Turns each pair of a head's elements by its angle: the pairs are element i of the first half and of the second.</summary>
    private static Tensor Turn(Tensor heads, Tensor cosines, Tensor sines)
    {
        var halves = heads.chunk(2, -1);
        return cat([halves[0] * cosines - halves[1] * sines, halves[1] * cosines + halves[0] * sines], -1);
    }

    /// <summary>Cosines and sines of the angles at each position: [time, width / 2].</summary>
    private (Tensor Cosines, Tensor Sines) Turns(long time)
    {
        var angles = outer(arange(time, ScalarType.Float32), tensor(_angles));
        return (angles.cos(), angles.sin());
    }

    private void CheckTokens(Tensor inputs)
    {
        if (inputs.dtype != ScalarType.Int64 || inputs.dim() != 2)
            throw new InvalidInputException($"{Path}: does not take inputs shaped {Shape(inputs.shape)} of {inputs.dtype}; expected tokens, Int64 and shaped [batch, time].");
        if (inputs.shape[1] > _config.MostTokens)
            throw new InvalidInputException($"{Path}: does not take sequences of {inputs.shape[1]} tokens; max_position_embeddings is {_config.MostTokens}.");
        var (least, most) = (inputs.min().ToInt64(), inputs.max().ToInt64());
        if (least < 0 || most >= _config.Vocabulary)
            throw new InvalidInputException($"{Path}: does not take the token {(least < 0 ? least : most)}; tokens must be 0…{_config.Vocabulary - 1}. Is the data of this network's tokenizer?");
    }
}
