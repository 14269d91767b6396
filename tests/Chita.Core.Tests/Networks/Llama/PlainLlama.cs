namespace Chita.Core.Tests.Networks.Llama;

/// <summary>What a <see cref="TinyLlama"/> computes, in plain loops and float64.</summary>
/// <param name="network">The network.</param>
/// <param name="epsilon">That of its normalisations.</param>
/// <param name="angle">The angle that a pair of a head's elements turns by from one position to the next.</param>
internal sealed class PlainLlama(TinyLlama network, double epsilon, Func<int, double> angle)
{
    /// <summary>The logits of each position: [time][vocabulary].</summary>
    public double[][] Logits(long[] tokens)
    {
        var embedding = network.Values("model.embed_tokens.weight");
        double[][] x = [.. tokens.Select(token => Enumerable.Range(0, network.Width).Select(i => (double)embedding[token * network.Width + i]).ToArray())];
        for (var layer = 0; layer < network.Layers; layer++)
        {
            var prefix = $"model.layers.{layer}.";
            x = Add(x, Attend(prefix + "self_attn.", [.. x.Select(at => Normalize(at, prefix + "input_layernorm.weight"))]));
            x = Add(x, [.. x.Select(at => Feed(prefix + "mlp.", Normalize(at, prefix + "post_attention_layernorm.weight")))]);
        }

        return [.. x.Select(at => Multiply(network.IsTied ? "model.embed_tokens" : "lm_head", network.Vocabulary, Normalize(at, "model.norm.weight")))];
    }

    private double[][] Attend(string prefix, double[][] x)
    {
        var width = network.HeadWidth;
        double[][] queries = [.. x.Select((at, time) => Turn(Multiply(prefix + "q_proj", network.Heads * width, at), time))];
        double[][] keys = [.. x.Select((at, time) => Turn(Multiply(prefix + "k_proj", network.KeyValueHeads * width, at), time))];
        double[][] values = [.. x.Select(at => Multiply(prefix + "v_proj", network.KeyValueHeads * width, at))];
        return [.. x.Select((_, time) => Multiply(prefix + "o_proj", network.Width, [.. Enumerable.Range(0, network.Heads).SelectMany(head => Look(head, time))]))];

        double[] Look(int head, int time)
        {
            var shared = head / (network.Heads / network.KeyValueHeads);
            double[] scores = [.. Enumerable.Range(0, time + 1).Select(past =>
                Math.Exp(Enumerable.Range(0, width).Sum(i => queries[time][head * width + i] * keys[past][shared * width + i]) / Math.Sqrt(width)))];
            return [.. Enumerable.Range(0, width).Select(i => scores.Select((score, past) => score * values[past][shared * width + i]).Sum() / scores.Sum())];
        }
    }

    private double[] Turn(double[] heads, int time)
    {
        var (turned, half) = ((double[])heads.Clone(), network.HeadWidth / 2);
        for (var first = 0; first < heads.Length; first += network.HeadWidth)
        {
            for (var i = 0; i < half; i++)
            {
                var (cosine, sine) = (Math.Cos(time * angle(i)), Math.Sin(time * angle(i)));
                turned[first + i] = heads[first + i] * cosine - heads[first + half + i] * sine;
                turned[first + half + i] = heads[first + half + i] * cosine + heads[first + i] * sine;
            }
        }

        return turned;
    }

    private double[] Feed(string prefix, double[] x)
    {
        var (gate, up) = (Multiply(prefix + "gate_proj", network.Inner, x), Multiply(prefix + "up_proj", network.Inner, x));
        return Multiply(prefix + "down_proj", network.Width, [.. gate.Zip(up, (g, u) => g / (1 + Math.Exp(-g)) * u)]);
    }

    private double[] Normalize(double[] x, string weight)
    {
        var root = Math.Sqrt(x.Average(value => value * value) + epsilon);
        return [.. network.Values(weight).Zip(x, (w, value) => w * value / root)];
    }

    private double[] Multiply(string name, int outputs, double[] x)
    {
        var weights = network.Values(name + ".weight");
        var bias = network.HasBiases && name.EndsWith("_proj", StringComparison.Ordinal) ? network.Values(name + ".bias") : new float[outputs];
        return [.. Enumerable.Range(0, outputs).Select(row => bias[row] + x.Select((value, i) => value * weights[row * x.Length + i]).Sum())];
    }

    private static double[][] Add(double[][] x, double[][] y) => [.. x.Zip(y, (a, b) => a.Zip(b, (c, d) => c + d).ToArray())];
}
