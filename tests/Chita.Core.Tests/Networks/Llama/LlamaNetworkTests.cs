using Chita.Campaigns;
using Chita.Data;
using Chita.Formats;
using Chita.Networks.Llama;
using static TorchSharp.torch;

namespace Chita.Core.Tests.Networks.Llama;

/// <summary>Networks of all the shapes that a configuration can give them compute what plain loops compute.</summary>
public sealed class LlamaNetworkTests : IDisposable
{
    private static readonly long[] Tokens = [3, 10, 0, 7, 7, 1, 4, 9, 2, 5, 8, 6];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(4, 2, 6, true, false)]
    [InlineData(4, 4, 6, false, false)] // every head has keys of its own
    [InlineData(3, 1, 4, false, true)]  // all share one
    [InlineData(2, 2, 2, true, true)]
    public void Logits_are_those_of_plain_loops(int heads, int keyValueHeads, int headWidth, bool isTied, bool hasBiases)
    {
        var tiny = new TinyLlama { Heads = heads, KeyValueHeads = keyValueHeads, HeadWidth = headWidth, IsTied = isTied, HasBiases = hasBiases };
        AssertLogits(tiny, new PlainLlama(tiny, 0.01, pair => Math.Pow(100, -2.0 * pair / headWidth)));
    }

    [Fact]
    public void What_a_configuration_does_not_say_has_its_default()
    {
        var tiny = new TinyLlama { HeadWidth = 3 * 2, Heads = 2, KeyValueHeads = 2, More = "" };
        AssertLogits(tiny, new PlainLlama(tiny, 1e-6, pair => Math.Pow(10_000, -2.0 * pair / 6)), config => config
            .Replace("\"head_dim\": 6, ", "").Replace("\"num_key_value_heads\": 2,", "").Replace(", \"attention_bias\": false, \"mlp_bias\": false", ", \"rope_scaling\": null"));
    }

    [Theory]
    [InlineData("\"rope_theta\": 50.0, \"rope_scaling\": { \"rope_type\": \"llama3\", \"factor\": 8.0, \"low_freq_factor\": 1.0, \"high_freq_factor\": 4.0, \"original_max_position_embeddings\": 32 }")]
    [InlineData("\"rope_parameters\": { \"rope_type\": \"llama3\", \"rope_theta\": 50.0, \"factor\": 8.0, \"low_freq_factor\": 1.0, \"high_freq_factor\": 4.0, \"original_max_position_embeddings\": 32 }")]
    public void Slow_turns_are_scaled_as_in_Llama_3(string rope)
    {
        var tiny = new TinyLlama { HeadWidth = 8, More = $", \"rms_norm_eps\": 0.01, {rope}" };
        var cases = new HashSet<string>();
        AssertLogits(tiny, new PlainLlama(tiny, 0.01, Angle));
        Assert.Equal(["between", "fast", "slow"], cases.Order());

        // By wavelengths, as the scaling was published.
        double Angle(int pair)
        {
            var angle = Math.Pow(50, -2.0 * pair / 8);
            var wavelength = 2 * Math.PI / angle;
            cases.Add(wavelength < 32 / 4.0 ? "fast" : wavelength > 32 / 1.0 ? "slow" : "between");
            if (wavelength < 32 / 4.0)
                return angle;
            if (wavelength > 32 / 1.0)
                return angle / 8;
            var smooth = (32 / wavelength - 1) / (4 - 1);
            return (1 - smooth) * angle / 8 + smooth * angle;
        }
    }

    [Theory, InlineData(SafetensorsType.F16), InlineData(SafetensorsType.BF16)]
    public void Half_precision_is_computed_in_float32(SafetensorsType type)
    {
        var tiny = new TinyLlama { Type = type };
        AssertLogits(tiny, new PlainLlama(tiny, 0.01, pair => Math.Pow(100, -2.0 * pair / 6)));
    }

    [Fact]
    public void In_several_files_it_is_the_same_network_to_the_last_bit()
    {
        var tiny = new TinyLlama { IsTied = false };
        using var one = LlamaNetwork.Load(tiny.WriteTo(_folder["one"]));
        using var several = LlamaNetwork.Load(tiny.WriteTo(_folder["several"], shards: 3));
        Assert.Equal(tiny.Tensors.Select(tensor => tensor.Name), several.Tensors.Select(tensor => tensor.Name));
        Assert.Equal(Gradient(one), Gradient(several));
    }

    [Theory, InlineData(SafetensorsType.F32, 0.1f), InlineData(SafetensorsType.F16, 0.0999755859f), InlineData(SafetensorsType.BF16, 0.100097656f)]
    public void A_weight_that_is_set_is_what_the_file_will_have(SafetensorsType type, float nearest)
    {
        using var network = LlamaNetwork.Load(new TinyLlama { Type = type }.WriteTo(_folder["model"]));
        network.Write("model.layers.1.mlp.up_proj.weight", 5, [0.1f, 0, -0f]);
        var set = new float[3];
        network.Read("model.layers.1.mlp.up_proj.weight", 5, set);
        Assert.Equal([nearest, 0, -0f], set);

        var bytes = new byte[3 * type.Size()];
        network.ReadBytes("model.layers.1.mlp.up_proj.weight", 5 * type.Size(), bytes);
        var read = new float[3];
        type.Widen(bytes, read);
        Assert.Equal(set, read);
    }

    [Fact]
    public void Tokens_that_are_none_of_the_network_s_are_told()
    {
        using var network = LlamaNetwork.Load(new TinyLlama { More = ", \"max_position_embeddings\": 4" }.WriteTo(_folder["model"]));
        AssertRefused(tensor(new long[] { 0, 11 }, [1, 2]), "does not take the token 11; tokens must be 0…10");
        AssertRefused(tensor(new long[] { 0, -1 }, [1, 2]), "does not take the token -1; tokens must be 0…10");
        AssertRefused(zeros(1, 5, ScalarType.Int64), "does not take sequences of 5 tokens; max_position_embeddings is 4");
        AssertRefused(zeros(1, 4), "does not take inputs shaped [1, 4] of Float32; expected tokens, Int64 and shaped [batch, time]");
        AssertRefused(zeros(4, ScalarType.Int64), "does not take inputs shaped [4] of Int64");

        void AssertRefused(Tensor inputs, string problem)
        {
            using var batch = new Batch(inputs, zeros(1, 4, ScalarType.Int64));
            Assert.Contains($"{_folder["model"]}: {problem}", Assert.Throws<InvalidInputException>(() => network.Evaluate(batch, LossKind.CrossEntropy)).Message);
        }
    }

    private void AssertLogits(TinyLlama tiny, PlainLlama plain, Func<string, string>? edit = null)
    {
        var folder = tiny.WriteTo(_folder["model"]);
        File.WriteAllText(Path.Combine(folder, "config.json"), (edit ?? (text => text))(tiny.Config));
        using var network = LlamaNetwork.Load(folder);
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        var two = tensor((long[])[.. Tokens, .. Tokens.Reverse()], [2, Tokens.Length]);
        var computed = network.Forward(new Batch(two, two));
        Assert.Equal([2, tiny.Vocabulary, Tokens.Length], computed.shape);
        foreach (var (sequence, tokens) in (IEnumerable<(int, long[])>)[(0, Tokens), (1, [.. Tokens.Reverse()])])
        {
            var expected = plain.Logits(tokens);
            for (var time = 0; time < tokens.Length; time++)
            {
                for (var token = 0; token < tiny.Vocabulary; token++)
                    Assert.Equal(expected[time][token], computed[sequence, token, time].item<float>(), 1e-5);
            }
        }
    }

    private static float[] Gradient(LlamaNetwork network)
    {
        using var batch = new Batch(tensor(Tokens, [1, Tokens.Length]), tensor((long[])[.. Tokens.Reverse()], [1, Tokens.Length]));
        var row = new float[network.Tensors.Sum(tensor => tensor.Elements)];
        network.Gradient(batch, LossKind.CrossEntropy, [.. network.Tensors.Select(tensor => tensor.Name)], row);
        return row;
    }
}
