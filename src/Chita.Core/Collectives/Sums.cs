namespace Chita.Collectives;

/// <summary>An answer that adds up over blocks.</summary>
/// <typeparam name="T">The implementing type.</typeparam>
public interface ISum<T> where T : ISum<T>
{
    /// <summary>Adds the answers in their order, in float64.</summary>
    static abstract T Sum(IReadOnlyList<T> parts);
}

/// <summary>What depends on w̄ and A alone.</summary>
/// <param name="Layers">The layers, in weight order.</param>
/// <param name="SquaredNorm">‖w̄‖².</param>
/// <param name="GradientSquares">‖A‖² (Frobenius).</param>
/// <param name="Product">A w̄, n elements.</param>
public sealed record Moments(LayerSize[] Layers, double SquaredNorm, double GradientSquares, double[] Product) : ISum<Moments>
{
    /// <summary>Number of weights.</summary>
    public long Weights => Layers.Sum(layer => layer.Weights);

    /// <inheritdoc/>
    public static Moments Sum(IReadOnlyList<Moments> parts) => new(
        LayerSize.Join(parts.SelectMany(part => part.Layers)), parts.Sum(part => part.SquaredNorm), parts.Sum(part => part.GradientSquares),
        Vectors.Sum(parts, part => part.Product));
}

/// <summary>What a selection sums to.</summary>
/// <param name="Kept">Number of weights selected.</param>
/// <param name="KeptScoreSquares">Σ s² over the selection; of the keys at the threshold, the share that the cut selects.</param>
/// <param name="DroppedWeightSquares">Σ w̄² outside it.</param>
public sealed record SelectionSums(long Kept, double KeptScoreSquares, double DroppedWeightSquares) : ISum<SelectionSums>
{
    /// <inheritdoc/>
    public static SelectionSums Sum(IReadOnlyList<SelectionSums> parts) => new(
        parts.Sum(part => part.Kept), parts.Sum(part => part.KeptScoreSquares), parts.Sum(part => part.DroppedWeightSquares));
}

/// <summary>What selections along a line of scores would sum to, an element for each step.</summary>
/// <param name="KeptScoreSquares">Σ s² over the selection; of the keys at the threshold, the share that the cut selects.</param>
public sealed record LineSums(double[] KeptScoreSquares) : ISum<LineSums>
{
    /// <inheritdoc/>
    public static LineSums Sum(IReadOnlyList<LineSums> parts) => new(Vectors.Sum(parts, part => part.KeptScoreSquares));
}

/// <summary>Keys that equal a threshold, for each step.</summary>
/// <param name="Counts">How many.</param>
public sealed record TieCounts(long[] Counts) : ISum<TieCounts>
{
    /// <inheritdoc/>
    public static TieCounts Sum(IReadOnlyList<TieCounts> parts) =>
        new([.. Enumerable.Range(0, parts[0].Counts.Length).Select(i => parts.Sum(part => part.Counts[i]))]);
}

/// <summary>A sum of n-vectors.</summary>
/// <param name="Values">n elements.</param>
public sealed record VectorSum(double[] Values) : ISum<VectorSum>
{
    /// <inheritdoc/>
    public static VectorSum Sum(IReadOnlyList<VectorSum> parts) => new(Vectors.Sum(parts, part => part.Values));
}

/// <summary>How G = A_S A_Sᵀ and A_S w̄_S changed with the support.</summary>
/// <param name="Tiles">The change of G: its lower triangle in tiles of 8 × 8, rows of tiles one after the other; empty when nothing changed.</param>
/// <param name="KeptProduct">The change of A_S w̄_S, n elements; empty when nothing changed.</param>
/// <param name="Entered">Columns that entered the support.</param>
/// <param name="Left">Columns that left it.</param>
public sealed record GramChange(double[] Tiles, double[] KeptProduct, long Entered, long Left) : ISum<GramChange>
{
    /// <summary>No change.</summary>
    public static GramChange None { get; } = new([], [], 0, 0);

    /// <inheritdoc/>
    public static GramChange Sum(IReadOnlyList<GramChange> parts) => new(
        Vectors.Sum(parts, part => part.Tiles), Vectors.Sum(parts, part => part.KeptProduct),
        parts.Sum(part => part.Entered), parts.Sum(part => part.Left));
}

/// <summary>What a point w of the weight space sums to.</summary>
/// <param name="Product">A w, n elements; less A w̄ of <see cref="Moments"/> it is A(w − w̄), without a look at what was dropped.</param>
/// <param name="DistanceSquares">‖w − w̄‖².</param>
public sealed record PointSums(double[] Product, double DistanceSquares) : ISum<PointSums>
{
    /// <inheritdoc/>
    public static PointSums Sum(IReadOnlyList<PointSums> parts) => new(
        Vectors.Sum(parts, part => part.Product), parts.Sum(part => part.DistanceSquares));
}

/// <summary>What the gradient at the iterate sums to.</summary>
/// <param name="DroppedMaximum">The largest |g| outside the support.</param>
/// <param name="KeptSquares">‖g_S‖².</param>
/// <param name="KeptProduct">A_S g_S, n elements.</param>
public sealed record GradientSums(double DroppedMaximum, double KeptSquares, double[] KeptProduct) : ISum<GradientSums>
{
    /// <inheritdoc/>
    public static GradientSums Sum(IReadOnlyList<GradientSums> parts) => new(
        parts.Max(part => part.DroppedMaximum), parts.Sum(part => part.KeptSquares), Vectors.Sum(parts, part => part.KeptProduct));
}

/// <summary>What a sweep of coordinate descent did. Blocks come one after the other, so there is nothing to add up.</summary>
/// <param name="Residual">r afterwards, n elements.</param>
/// <param name="Decrease">By how much Q fell.</param>
public sealed record DescentSums(double[] Residual, double Decrease);

/// <summary>A minimum over blocks.</summary>
/// <param name="Value">The smallest value; infinity when there is none.</param>
public sealed record Smallest(double Value) : ISum<Smallest>
{
    /// <inheritdoc/>
    public static Smallest Sum(IReadOnlyList<Smallest> parts) => new(parts.Min(part => part.Value));
}

/// <summary>What a commit wrote.</summary>
/// <param name="Nonzero">Weights that are not zero.</param>
public sealed record CommitSums(long Nonzero) : ISum<CommitSums>
{
    /// <inheritdoc/>
    public static CommitSums Sum(IReadOnlyList<CommitSums> parts) => new(parts.Sum(part => part.Nonzero));
}
