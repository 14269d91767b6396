namespace Chita.Numerics;

/// <summary>The columns of A with their weights, where the block keeps them: p_b × n, weight-major. Owned by the block.</summary>
/// <typeparam name="T">The element of A.</typeparam>
/// <param name="start">Column 0; column j starts <c>stride</c>·j elements later.</param>
/// <param name="stride">n padded to a multiple of 8; the padding is zero.</param>
/// <param name="weights">w̄, one for each column.</param>
internal readonly unsafe struct WeightedColumns<T>(T* start, int stride, float* weights) where T : unmanaged, IGradientElement<T>
{
    /// <summary>Padded length of a column.</summary>
    public int Stride { get; } = stride;

    /// <summary>a_j.</summary>
    public T* Column(int j) => start + (long)j * Stride;

    /// <summary>w̄_j.</summary>
    public double Weight(int j) => weights[j];
}
