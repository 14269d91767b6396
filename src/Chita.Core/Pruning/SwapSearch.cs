namespace Chita.Pruning;

/// <summary>
/// Swaps of a kept weight for a dropped one that lower the backsolved Q, among a few weights near the border (algorithm.md §2, cd).
/// Everything stays within those weights: with K = (μI + G)⁻¹ and P = A_BᵀKA_B, flipping a set U (d = −1 for a kept weight, +1 for a dropped
/// one) changes Q by −(μ/2)·z_Uᵀ(D + P_UU)⁻¹z_U, z by −P_BU(D + P_UU)⁻¹z_U and P by −P_BU(D + P_UU)⁻¹P_UB (Woodbury): exactly, at any number of swaps.
/// </summary>
/// <param name="covariances">P, row by row; changed.</param>
/// <param name="scores">z = w̄ − A_Bᵀq at the backsolve's q; changed.</param>
/// <param name="kept">Which are in the support; changed.</param>
internal sealed class SwapSearch(double[,] covariances, double[] scores, bool[] kept)
{
    /// <summary>Swaps, the best first, while one lowers Q/μ by more than a part of it.</summary>
    /// <param name="least">The smallest fall of Q/μ that counts.</param>
    /// <param name="most">Most swaps.</param>
    /// <returns>By how much Q/μ falls in all.</returns>
    public double Run(double least, int most)
    {
        var fall = 0.0;
        for (var swaps = 0; swaps < most; swaps++)
        {
            var (gain, leaves, enters) = Best();
            if (!(gain > least))
                break;
            Swap(leaves, enters);
            fall += gain;
        }

        return fall;
    }

    private (double Gain, int Leaves, int Enters) Best()
    {
        var best = (Gain: 0.0, Leaves: -1, Enters: -1);
        for (var i = 0; i < kept.Length; i++)
        {
            for (var j = 0; kept[i] && j < kept.Length; j++)
            {
                if (!kept[j] && Gain(i, j) is var gain && gain > best.Gain)
                    best = (gain, i, j);
            }
        }

        return best;
    }

    /// <summary>By how much Q/μ falls when i leaves and j enters.</summary>
    private double Gain(int i, int j)
    {
        var (a, b, c) = Pivot(i, j);
        var determinant = a * c - b * b; // negative: P_ii < 1
        return 0.5 * (c * scores[i] * scores[i] - 2 * b * scores[i] * scores[j] + a * scores[j] * scores[j]) / determinant;
    }

    /// <summary>D + P over the pair.</summary>
    private (double A, double B, double C) Pivot(int i, int j) => (covariances[i, i] - 1, covariances[i, j], covariances[j, j] + 1);

    private void Swap(int i, int j)
    {
        var (a, b, c) = Pivot(i, j);
        var determinant = a * c - b * b;
        var (columnI, columnJ) = (Column(i), Column(j));
        var (zi, zj) = (scores[i], scores[j]);
        for (var row = 0; row < scores.Length; row++)
        {
            // (u, v) = P_row,U (D + P_UU)⁻¹
            var u = (c * columnI[row] - b * columnJ[row]) / determinant;
            var v = (a * columnJ[row] - b * columnI[row]) / determinant;
            scores[row] -= u * zi + v * zj;
            for (var column = 0; column < scores.Length; column++)
                covariances[row, column] -= u * columnI[column] + v * columnJ[column];
        }

        (kept[i], kept[j]) = (false, true);
    }

    private double[] Column(int index) => [.. Enumerable.Range(0, scores.Length).Select(row => covariances[row, index])];
}
