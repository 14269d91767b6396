using Chita.Blocks;
using Chita.Collectives;
using Chita.Collectives.Patterns;

namespace Chita.Selection;

/// <summary>
/// The N largest |s| of every M consecutive inputs of each output (algorithm.md §6), as sparse matrix units want it, and as many weights
/// of each position in a convolution's window; ties go to the lower input. Decided inside the blocks: no threshold has to be found.
/// </summary>
/// <param name="N">How many to keep of each group.</param>
/// <param name="M">Inputs in a group; it divides the inputs of every tensor.</param>
public sealed record NofM(int N, int M) : ISelectionRule
{
    /// <inheritdoc/>
    public BlockPattern PatternOf(TensorSize tensor)
    {
        CheckNumbers();
        if (tensor.Shape.Length < 2)
            throw Checks.Refusal(nameof(M), $"{tensor.Name} has {tensor.Shape.Length} dimensions, and so no inputs to keep {N} of {M} of.");
        var inputs = tensor.Shape[1];
        if (inputs % M != 0)
        {
            throw Checks.Refusal(
                nameof(M),
                $"{tensor.Name} has {inputs} inputs, which groups of {M} do not divide: {inputs} = {inputs / M} × {M} + {inputs % M}. "
                + "Leave this tensor out, or choose another M.");
        }

        var window = tensor.Shape.Skip(2).Aggregate(1L, (product, dimension) => product * dimension);
        return new LargestOfEach(N, M, checked((int)window));
    }

    /// <inheritdoc/>
    public void Check(IReadOnlyList<LayerSize> layers)
    {
        CheckNumbers();
        Checks.Patterns(layers, pattern => pattern is LargestOfEach each && each.Kept == N && each.Of == M, $"the {N} largest of every {M} inputs");
    }

    /// <summary>Asks for histograms all the same: they find scores that are not finite.</summary>
    public RankQuery Coarse(double[] steps) => RankQuery.Coarse(steps);

    /// <inheritdoc/>
    public Task<LineCuts> CutAsync(ICollectives blocks, double[] steps, Histogram coarse) =>
        Task.FromResult(new LineCuts(steps, [.. steps.Select(_ => Cut.Positive)]));

    private void CheckNumbers()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(M, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(N);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(N, M);
    }
}
