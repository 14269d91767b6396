namespace Chita.EndToEnd.Tests.Storage;

/// <summary>A state as grains of Chita have them.</summary>
public sealed record SampleState
{
    public long Count { get; init; }

    public string Name { get; init; } = "";

    public double[] Numbers { get; init; } = [];

    /// <summary>A state of a million bytes and more.</summary>
    public static SampleState Large(int seed)
    {
        var random = new Random(seed);
        return new SampleState { Count = seed, Numbers = [.. Enumerable.Range(0, 1 << 16).Select(_ => random.NextDouble() * 1e-9)] };
    }

    /// <summary>Whether all bits are the same.</summary>
    public bool IsSameAs(SampleState other) =>
        (Count, Name) == (other.Count, other.Name)
        && Numbers.Select(BitConverter.DoubleToInt64Bits).SequenceEqual(other.Numbers.Select(BitConverter.DoubleToInt64Bits));
}
