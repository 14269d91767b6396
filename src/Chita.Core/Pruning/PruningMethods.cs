using Chita.Pruning.Layers;

namespace Chita.Pruning;

/// <summary>The methods by the names that campaign files use.</summary>
public static class PruningMethods
{
    private static readonly IPruningMethod[] All = [new DualNewton(), new Iht(), new CoordinateDescent(), new Bso(), new BlockBso(), new Magnitude(), new LayerLocal()];

    /// <summary>The names there are.</summary>
    public static IEnumerable<string> Names => All.Select(method => method.Name);

    /// <summary>Finds a method.</summary>
    /// <exception cref="ArgumentException">There is none of that name.</exception>
    public static IPruningMethod Named(string name) => Array.Find(All, method => method.Name == name)
        ?? throw new ArgumentException($"There is no method '{name}'; there are {string.Join(", ", Names)}.", nameof(name));
}
