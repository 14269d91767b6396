namespace Chita.Pruning;

/// <summary>
/// Swaps of a kept weight for a dropped one that lower the backsolved Q, among a few weights near the border (algorithm.md §2, cd).
/// Everything stays within those weights: with K = (μI + G)⁻¹ and P = A_BᵀKA_B, flipping a set U (d = −1 for a kept weight, +1 for a dropped
/// one) changes Q by −(μ/2)·z_Uᵀ(D + P_UU)⁻¹z_U, z by −P_BU(D + P_UU)⁻¹z_U and P by −P_BU(D + P_UU)⁻¹P_UB (Woodbury): exactly, at any number of swaps.
/// </summary>
/// <param name="covariances">P; changed.</param>
/// <param name="scores">z = w̄ − A_Bᵀq at the backsolve's q.</param>
/// <param name="selected">Which are in the support.</param>
/// <param name="limits">Which swaps are allowed; null: all.</param>
internal sealed class SwapSearch(double[,] covariances, double[] scores, bool[] selected, SwapLimits? limits = null)
{
    private readonly double[] _scores = (double[])scores.Clone();
    private readonly bool[] _kept = (bool[])selected.Clone();
    private readonly double[] _columnI = new double[scores.Length];
    private readonly double[] _columnJ = new double[scores.Length];

    /// <summary>Swaps, the best first, while one lowers Q/μ by enough.</summary>
    /// <param name="least">The smallest fall of Q/μ that counts.</param>
    /// <returns>Which weights are in the support then.</returns>
    public bool[] Run(double least)
    {
        for (var swaps = 0; swaps < _kept.Length; swaps++)
        {
            var (fall, leaves, enters) = Best();
            if (!(fall > least))
                break;
            Swap(leaves, enters);
            limits?.Swap(leaves, enters);
        }

        return _kept;
    }

    private (double Fall, int Leaves, int Enters) Best()
    {
        var best = (Fall: 0.0, Leaves: -1, Enters: -1);
        for (var i = 0; i < _kept.Length; i++)
        {
            for (var j = 0; _kept[i] && j < _kept.Length; j++)
            {
                if (!_kept[j] && Fall(i, j) is var fall && fall > best.Fall && limits?.Allows(i, j) != false)
                    best = (fall, i, j);
            }
        }

        return best;
    }

    /// <summary>By how much Q/μ falls when i leaves and j enters.</summary>
    private double Fall(int i, int j)
    {
        var (a, b, c) = Pivot(i, j);
        var (zi, zj) = (_scores[i], _scores[j]);
        return 0.5 * (c * zi * zi - 2 * b * zi * zj + a * zj * zj) / (a * c - b * b); // the determinant is negative: P_ii < 1
    }

    /// <summary>D + P over the pair: rows (a, b) and (b, c).</summary>
    private (double A, double B, double C) Pivot(int i, int j) => (covariances[i, i] - 1, covariances[i, j], covariances[j, j] + 1);

    private void Swap(int i, int j)
    {
        var (a, b, c) = Pivot(i, j);
        var determinant = a * c - b * b;
        var (zi, zj) = (_scores[i], _scores[j]);
        for (var row = 0; row < _kept.Length; row++)
            (_columnI[row], _columnJ[row]) = (covariances[row, i], covariances[row, j]);

        for (var row = 0; row < _kept.Length; row++)
        {
            // (u, v) = P_row,U (D + P_UU)⁻¹
            var u = (c * _columnI[row] - b * _columnJ[row]) / determinant;
            var v = (a * _columnJ[row] - b * _columnI[row]) / determinant;
            _scores[row] -= u * zi + v * zj;
            for (var column = 0; column < _kept.Length; column++)
                covariances[row, column] -= u * _columnI[column] + v * _columnJ[column];
        }

        (_kept[i], _kept[j]) = (false, true);
    }
}
