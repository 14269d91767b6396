namespace Chita.Networks.Llama;

/// <summary>How fast the pairs of a head's elements turn from position to position.</summary>
/// <param name="Theta">Pair i of d/2 turns by Theta^(−2i/d) a position.</param>
/// <param name="Scaling">How slow turns are slowed down for longer sequences; null: they are not.</param>
internal sealed record RotaryAngles(double Theta, Llama3Scaling? Scaling)
{
    /// <summary>Reads <c>rope_theta</c> and <c>rope_scaling</c>, or <c>rope_parameters</c>, which has both.</summary>
    public static RotaryAngles Read(ConfigObject root)
    {
        var (theta, both) = (root.Positive("rope_theta"), root.Child("rope_parameters"));
        var rope = both ?? root.Child("rope_scaling");
        if (rope is null)
            return new RotaryAngles(theta ?? 10_000, null);
        if (both is not null)
            theta = both.Positive("rope_theta") ?? theta;
        var kind = rope.Text("rope_type") ?? rope.Text("type") ?? "default";
        rope.Ignore("rope_type", "type");
        var scaling = kind switch
        {
            "default" => null,
            "llama3" => Llama3Scaling.Read(rope),
            _ => throw rope.Wrong("rope_type", kind, "default or llama3"),
        };
        rope.Finish();
        return new RotaryAngles(theta ?? 10_000, scaling);
    }

    /// <summary>The angles of a position, in float32 as networks are trained with them.</summary>
    /// <param name="headWidth">d.</param>
    /// <returns>One for each of d/2 pairs.</returns>
    public float[] Of(int headWidth)
    {
        var angles = new float[headWidth / 2];
        for (var pair = 0; pair < angles.Length; pair++)
        {
            var angle = Math.Pow(Theta, -2.0 * pair / headWidth);
            angles[pair] = (float)(Scaling?.Of(angle) ?? angle);
        }

        return angles;
    }
}

/// <summary>The scaling of Llama 3.1: fast turns stay, slow ones are slowed down, those between go over from one to the other.</summary>
/// <param name="Factor">By how much slow turns are slowed down.</param>
/// <param name="Low">Slow: fewer turns than this in a sequence that the network was first trained on.</param>
/// <param name="High">Fast: more turns than this.</param>
/// <param name="Tokens">The length of such a sequence.</param>
internal sealed record Llama3Scaling(double Factor, double Low, double High, double Tokens)
{
    public static Llama3Scaling Read(ConfigObject rope)
    {
        var scaling = new Llama3Scaling(Need("factor"), Need("low_freq_factor"), Need("high_freq_factor"), Need("original_max_position_embeddings"));
        return scaling.Low < scaling.High ? scaling : throw rope.Wrong("high_freq_factor", $"{scaling.High}", "more than low_freq_factor");

        double Need(string key) => rope.Need(key, rope.Positive(key));
    }

    /// <summary>What becomes of an angle.</summary>
    public double Of(double angle)
    {
        var turns = Tokens * angle / (2 * Math.PI);
        var fast = Math.Clamp((turns - Low) / (High - Low), 0, 1);
        return fast * angle + (1 - fast) * angle / Factor;
    }
}
