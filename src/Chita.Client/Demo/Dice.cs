using Chita.Numerics;

namespace Chita.Client.Demo;

/// <summary>Draws from one sequence, one after the other. The same key gives the same numbers on every machine and .NET version.</summary>
internal sealed class Dice(CounterRandom random)
{
    private long _drawn;

    public double Uniform(double low, double high) => low + ((high - low) * (random.Bits(_drawn++) >> 11) * (1.0 / (1L << 53)));

    /// <summary>About normal, mean 0, deviation 1: a sum of uniforms, so that no logarithm's last bit differs between machines.</summary>
    public double Normal()
    {
        var sum = -6.0;
        for (var i = 0; i < 12; i++)
            sum += Uniform(0, 1);
        return sum;
    }
}
