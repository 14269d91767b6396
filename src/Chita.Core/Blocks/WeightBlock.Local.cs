using Chita.Collectives;
using Chita.Numerics;

namespace Chita.Blocks;

/// <content>Methods that go from weight to weight, or solve a part of the block alone (algorithm.md §2: cd, block-bso).</content>
public sealed partial class WeightBlock
{
    /// <summary>
    /// Weights that are backsolved together in block-bso: the paper's choice (Benbaki et al. 2023, block approximation). Counted from the
    /// start of this block, so the end of a block ends one too.
    /// </summary>
    private const int BacksolvedWeights = 500;

    /// <inheritdoc/>
    public async Task<DescentSums> DescendAsync(double[] residual, double ridge)
    {
        var r = Pad(residual);
        var decrease = await RunAsync(() => Descend(r, ridge));
        return new DescentSums(r.Slice(0, Rows).ToArray(), decrease);
    }

    /// <inheritdoc/>
    public Task BacksolveBlocksAsync(double ridge) => RunAsync(
        (Weights + BacksolvedWeights - 1) / BacksolvedWeights,
        part => Backsolve(part * BacksolvedWeights, Math.Min(Weights, (part + 1) * BacksolvedWeights), ridge));

    private unsafe double Descend(NativeBuffer<double> residual, double ridge)
    {
        var decrease = 0.0;
        for (var j = 0; j < Weights; j++)
        {
            if (!IsSelected(j))
                continue;
            var (product, square) = Columns.ProductAndSquare(j, residual.Start);
            var curvature = square + ridge;
            var move = -(product + ridge * (_from[j] - _dense[j])) / curvature;
            _from[j] += move;
            Columns.Combine(j, j + 1, &move, residual.Start);
            decrease += 0.5 * curvature * move * move;
        }

        return decrease;
    }

    /// <summary>
    /// from ← w̄_S + v_S with v_S the minimiser of ½‖A_S v_S − A_O w̄_O‖² + (μ/2)‖v_S‖², S and its complement O in this part of the block.
    /// </summary>
    private unsafe void Backsolve(int first, int end, double ridge)
    {
        Span<int> selected = stackalloc int[BacksolvedWeights];
        var dropped = stackalloc double[BacksolvedWeights];
        var count = 0;
        for (var j = first; j < end; j++)
        {
            dropped[j - first] = IsSelected(j) ? 0 : _dense[j];
            _from[j] = 0;
            if (IsSelected(j))
                selected[count++] = j;
        }

        if (count == 0)
            return;
        selected = selected[..count];
        using var target = new NativeBuffer<double>(Columns.Stride); // A_O w̄_O
        Columns.Combine(first, end, dropped, target.Start);

        // Whichever is smaller: (A_SᵀA_S + μI) v = A_Sᵀt, or v = A_Sᵀ(A_S A_Sᵀ + μI)⁻¹t.
        var isInner = count <= Rows;
        using var system = new DenseSystem(isInner ? count : Rows);
        if (isInner)
        {
            Columns.SetInner(system, selected);
            for (var i = 0; i < count; i++)
                Columns.Products(selected[i], selected[i] + 1, target.Start, system.Right + i);
        }
        else
        {
            Columns.SetOuter(system, selected);
            target.Slice(0, Rows).CopyTo(new Span<double>(system.Right, Rows));
        }

        if (system.Solve(ridge) is var (index, pivot))
        {
            throw new NumericalException(
                $"{_id}, weights {first} to {end - 1}: the {system.Size} × {system.Size} matrix of their backsolve is not positive definite after "
                + $"rounding: pivot {index} is {pivot:g3} with n = {Rows} and μ = n·ridge = {ridge:g6}. A larger solver.ridge mends it.");
        }

        for (var i = 0; i < count; i++)
        {
            var move = isInner ? system.Right[i] : 0;
            if (!isInner)
                Columns.Products(selected[i], selected[i] + 1, system.Right, &move);
            _from[selected[i]] = _dense[selected[i]] + move;
        }
    }
}
