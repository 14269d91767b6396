using System.Text.Json.Nodes;
using Chita.Core.Tests.Verification;
using Chita.Formats;
using Chita.Networks.Llama;

namespace Chita.Core.Tests.Networks.Llama;

/// <summary>A folder that is not a whole, consistent Llama is refused with one line that names what does not fit.</summary>
public sealed class LlamaProblemTests : IDisposable
{
    private const string Index = "model.safetensors.index.json";

    private readonly TemporaryFolder _folder = new();

    private string Model => _folder["model"];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("\"model_type\": \"llama\"", "\"model_type\": \"mistral\"", "config.json: model_type is '\"mistral\"'; expected \"llama\".")]
    [InlineData("\"hidden_act\": \"silu\"", "\"hidden_act\": \"gelu\"", "config.json: hidden_act is '\"gelu\"'; expected \"silu\".")]
    [InlineData("\"hidden_act\"", "\"sliding_window\": 4, \"hidden_act\"", "config.json: sliding_window is not known, and may change what the network computes;")]
    [InlineData("\"hidden_act\"", "\"quantization_config\": {}, \"hidden_act\"", "config.json: quantization_config is not known")]
    [InlineData("\"hidden_act\"", "\"rope_scaling\": { \"rope_type\": \"yarn\" }, \"hidden_act\"", "config.json: rope_scaling.rope_type is yarn; expected default or llama3.")]
    [InlineData("\"hidden_act\"", "\"rope_scaling\": { \"type\": \"llama3\" }, \"hidden_act\"", "config.json: has no rope_scaling.factor;")]
    [InlineData("\"hidden_act\"", "\"rope_parameters\": { \"partial_rotary_factor\": 0.5 }, \"hidden_act\"", "config.json: rope_parameters.partial_rotary_factor is not known")]
    [InlineData("\"vocab_size\": 11", "\"vocab_size\": null", "config.json: has no vocab_size;")]
    [InlineData("\"vocab_size\": 11", "\"vocab_size\": 11.5", "config.json: vocab_size is '11.5'; expected a whole number from 1 on.")]
    [InlineData("\"vocab_size\": 11", "\"vocab_size\": 12", "model.safetensors: tensor model.embed_tokens.weight is shaped [11, 12]; a network as in config.json has [12, 12].")]
    [InlineData("\"num_hidden_layers\": 2", "\"num_hidden_layers\": 3", ": has no tensor model.layers.2.self_attn.q_proj.weight, which a network as in config.json has, shaped [24, 12].")]
    [InlineData("\"num_hidden_layers\": 2", "\"num_hidden_layers\": 1", "model.safetensors: has a tensor 'model.layers.1.")]
    [InlineData("\"num_key_value_heads\": 2", "\"num_key_value_heads\": 3", "config.json: num_key_value_heads is 3; expected a divisor of num_attention_heads, which is 4.")]
    [InlineData("\"head_dim\": 6", "\"head_dim\": 5", "config.json: head_dim is 5; expected an even number")]
    [InlineData("\"tie_word_embeddings\": true", "\"tie_word_embeddings\": false", ": has no tensor lm_head.weight")]
    [InlineData("\"hidden_act\"", "\"rope_interleaved\": true, \"hidden_act\"", "config.json: rope_interleaved is true; expected false")]
    [InlineData("\"mlp_bias\": false", "\"mlp_bias\": true", ": has no tensor model.layers.0.mlp.gate_proj.bias")]
    [InlineData("\"mlp_bias\": false", "\"mlp_bias\": \"no\"", "config.json: mlp_bias is '\"no\"'; expected true or false.")]
    [InlineData("\"rms_norm_eps\": 0.01", "\"rms_norm_eps\": -1", "config.json: rms_norm_eps is '-1'; expected a number > 0.")]
    [InlineData("{ \"arch", "[{ \"arch", "config.json: is not valid JSON")]
    public void A_configuration_that_does_not_fit_is_told(string right, string wrong, string problem)
    {
        Write(new TinyLlama());
        var text = File.ReadAllText(At("config.json"));
        Assert.Contains(right, text, StringComparison.Ordinal);
        File.WriteAllText(At("config.json"), text.Replace(right, wrong, StringComparison.Ordinal));
        AssertRefused(problem);
    }

    [Theory, InlineData("[]", "config.json: is a JSON Array; expected an object."), InlineData("", "config.json: is not valid JSON"), InlineData("{ \"\\ud800\": 1 }", "config.json: contains text that is not valid UTF-8."), InlineData("{ \"a\": 1, \"a\": 2 }", "config.json: is not valid JSON")]
    public void A_configuration_that_is_none_is_told(string text, string problem)
    {
        Write(new TinyLlama());
        File.WriteAllText(At("config.json"), text);
        AssertRefused(problem);
    }

    [Fact]
    public void A_head_of_its_own_where_the_embedding_is_the_head_is_told()
    {
        Write(new TinyLlama { IsTied = false });
        File.WriteAllText(At("config.json"), new TinyLlama().Config);
        AssertRefused("model.safetensors: has a tensor 'lm_head.weight', which a network as in config.json does not have: tie_word_embeddings makes the embedding the head.");
    }

    [Fact]
    public void A_tensor_of_another_type_is_told()
    {
        Write(new TinyLlama());
        var weights = new TinyLlama().Tensors;
        using (var file = new SafetensorsWriter(At("model.safetensors"), [.. weights.Select(tensor => (tensor.Name, tensor.Name.EndsWith("k_proj.weight", StringComparison.Ordinal) ? SafetensorsType.I8 : SafetensorsType.F32, tensor.Shape))]))
        {
            foreach (var (name, shape) in weights)
                file.Write(new byte[shape.Aggregate(1L, (a, b) => a * b) * (name.EndsWith("k_proj.weight", StringComparison.Ordinal) ? 1 : 4)]);
            file.Complete();
        }

        AssertRefused("model.safetensors: tensor model.layers.0.self_attn.k_proj.weight is I8; expected F32, F16 or BF16");
    }

    [Fact]
    public void Files_that_are_missing_are_told()
    {
        AssertRefused("model: there is no such folder; expected one with config.json and model.safetensors");
        Write(new TinyLlama());
        File.Delete(At("config.json"));
        AssertRefused("model: has no config.json");
        Write(new TinyLlama());
        File.Delete(At("model.safetensors"));
        AssertRefused("model: has neither model.safetensors nor model.safetensors.index.json");
        Directory.Delete(Model, recursive: true);
        Write(new TinyLlama(), shards: 3);
        File.Delete(At(TinyLlama.Shard(1, 3)));
        AssertRefused($"{Index}: names model-00002-of-00003.safetensors, where tensor 'model.layers.1.post_attention_layernorm.weight' is, and there is no such file");
    }

    [Fact]
    public void Two_places_for_the_weights_are_told()
    {
        Write(new TinyLlama());
        Write(new TinyLlama(), shards: 2);
        AssertRefused("model: has both model.safetensors and model.safetensors.index.json");
    }

    [Fact]
    public void A_shard_that_was_cut_off_is_told()
    {
        Write(new TinyLlama(), shards: 2);
        var shard = At(TinyLlama.Shard(1, 2));
        File.WriteAllBytes(shard, File.ReadAllBytes(shard)[..^10]);
        AssertRefused("model-00002-of-00002.safetensors: the header describes", "is the copy complete?");
    }

    [Fact]
    public void A_shard_that_lacks_a_tensor_is_told()
    {
        Write(new TinyLlama(), shards: 2);
        var edit = ModelEdit.Read(At(TinyLlama.Shard(0, 2)));
        edit.Remove("model.norm.weight");
        edit.WriteTo(At(TinyLlama.Shard(0, 2)));
        AssertRefused($"model-00001-of-00002.safetensors: has no tensor 'model.norm.weight', which {Index} says is there.");
    }

    [Fact]
    public void A_tensor_that_is_in_two_shards_or_in_none_of_the_index_is_told()
    {
        Write(new TinyLlama(), shards: 2);
        var (first, second) = (At(TinyLlama.Shard(0, 2)), At(TinyLlama.Shard(1, 2)));
        var edit = ModelEdit.Read(second);
        edit.Add("model.norm.weight", 1, 2);
        edit.WriteTo(second);
        AssertRefused($"{second}: has tensor 'model.norm.weight', which {first} has too");
        edit.Rename("model.norm.weight", "model.other.weight");
        edit.WriteTo(second);
        AssertRefused($"{second}: has tensor 'model.other.weight', which {Index} does not list.");
    }

    [Theory]
    [InlineData("../model.safetensors"), InlineData("/etc/passwd"), InlineData("weights.bin"), InlineData("sub/a.safetensors"), InlineData("")]
    public void An_index_that_leads_elsewhere_is_not_followed(string path)
    {
        Write(new TinyLlama(), shards: 2);
        var index = JsonNode.Parse(File.ReadAllText(At(Index)))!;
        index["weight_map"]!["model.norm.weight"] = path;
        File.WriteAllText(At(Index), index.ToJsonString());
        AssertRefused($"{Index}: tensor 'model.norm.weight' is in '{path}'; expected the name of a .safetensors file beside the index.");
    }

    [Theory, InlineData("{}"), InlineData("{ \"weight_map\": {} }"), InlineData("{ \"weight_map\": 3 }")]
    public void An_index_of_nothing_is_told(string index)
    {
        Write(new TinyLlama(), shards: 2);
        File.WriteAllText(At(Index), index);
        AssertRefused($"{Index}: has no weight_map");
    }

    [Theory, InlineData("config.json"), InlineData(Index)]
    public void Whatever_a_text_was_damaged_to_it_is_read_or_refused(string name)
    {
        Write(new TinyLlama { Layers = 1 }, shards: 2);
        var original = File.ReadAllText(At(name));
        Gen.Select(Gen.Int[0, original.Length - 1], Gen.Int[0, 6], Gen.OneOf(Gen.Char["0123456789-.eE"], Gen.Char["\"{}[],:\\/ntf\0é"]).Array[0, 4]).Sample((first, length, put) =>
        {
            File.WriteAllText(At(name), $"{original[..first]}{new string(put)}{original[Math.Min(original.Length, first + length)..]}");
            try
            {
                LlamaNetwork.Load(Model).Dispose();
            }
            catch (InvalidInputException refusal)
            {
                Assert.StartsWith(Model, refusal.Message, StringComparison.Ordinal);
            }
        }, iter: 2000, threads: 1);
    }

    private string At(string file) => Path.Combine(Model, file);

    private void Write(TinyLlama tiny, int shards = 1) => tiny.WriteTo(Model, shards);

    private void AssertRefused(params string[] named)
    {
        var error = Assert.Throws<InvalidInputException>(() => LlamaNetwork.Load(Model).Dispose());
        Assert.All(named, part => Assert.Contains(part, error.Message));
        Assert.StartsWith(Model, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("\n", error.Message);
    }
}
