namespace Chita.Collectives;

/// <summary>Where a selection cuts the ranked scores.</summary>
/// <param name="Threshold">Keys above it are selected.</param>
/// <param name="Ties">How many of the keys equal to it are selected: the first ones in weight order.</param>
/// <param name="Total">How many keys equal it.</param>
/// <param name="Before">How many of those lie before the part of the network that is asked.</param>
public readonly record struct Cut(uint Threshold, long Ties, long Total, long Before = 0)
{
    /// <summary>Selects nothing.</summary>
    public static Cut Nothing { get; } = new(uint.MaxValue, 0, 0);

    /// <summary>Selects every key above 0.</summary>
    public static Cut Positive { get; } = new(0, 0, 0);

    /// <summary>Selects everything.</summary>
    public static Cut Everything { get; } = new(0, long.MaxValue, long.MaxValue);

    /// <summary>Whether some, but not all, of the keys at the threshold are selected: then their order decides.</summary>
    public bool IsAmbiguous => Ties > 0 && Ties < Total;

    /// <summary>The part of the keys at the threshold that are selected.</summary>
    public double TieShare => Total == 0 ? 0 : (double)Ties / Total;

    /// <summary>|z| at the threshold.</summary>
    public double Score => BitConverter.UInt32BitsToSingle(Threshold);
}

/// <summary>Cuts at points of the line of scores.</summary>
/// <param name="Steps">The points t.</param>
/// <param name="Cuts">One for each step, or one for each layer and step.</param>
public sealed record LineCuts(double[] Steps, Cut[] Cuts)
{
    /// <summary>What to add to Σ s² of the selection at each step, so that no allowed support has more; empty where there is nothing. Blocks need not know it.</summary>
    public double[] Unspent { get; init; } = [];

    /// <summary>The largest Σ s² of an allowed support at a step, or more.</summary>
    /// <param name="keptScoreSquares">Σ s² over the selection.</param>
    /// <param name="step">Which step.</param>
    public double Most(double keptScoreSquares, int step = 0) => keptScoreSquares + (Unspent.Length == 0 ? 0 : Unspent[step]);

    /// <summary>Where the line begins: all that is not zero there.</summary>
    public static LineCuts Standing { get; } = new([0], [Cut.Positive]);

    /// <summary>Where the line begins: everything.</summary>
    public static LineCuts Everything { get; } = new([0], [Cut.Everything]);

    /// <summary>The cuts of one step of several.</summary>
    public LineCuts At(int step) =>
        new([Steps[step]], [.. Enumerable.Range(0, Cuts.Length / Steps.Length).Select(layer => Cuts[layer * Steps.Length + step])])
        {
            Unspent = Unspent.Length == 0 ? [] : [Unspent[step]],
        };

    /// <summary>What child number <paramref name="child"/> of <paramref name="children"/> is told.</summary>
    internal LineCuts For(int child, int children) =>
        RankQuery.IsShared(Cuts.Length, Steps.Length, children) ? this : this with { Cuts = RankQuery.Share(Cuts, Steps.Length, child) };
}
