using Chita.Collectives;
using Chita.Numerics;

namespace Chita.Blocks;

/// <content>G = A_S A_Sᵀ: how it changes, and its products.</content>
public sealed partial class WeightBlock
{
    /// <inheritdoc/>
    public async Task<GramChange> GramAsync(bool rebuild)
    {
        var (entered, left) = await RunAsync(() => CountChanges(rebuild));
        if (entered + left == 0)
            return GramChange.None;

        using var enteredColumns = new NativeBuffer<int>(entered);
        using var leftColumns = new NativeBuffer<int>(left);
        await RunAsync(1, _ => TakeChanges(enteredColumns, leftColumns));
        var tiles = new double[TriangleTiles.Length(Rows)];
        var product = new double[Columns.Stride];
        await Columns.ChangeGramAsync(_threads.Gram, _dense, new ColumnList(enteredColumns, entered), new ColumnList(leftColumns, left), tiles, product);
        Columns.Release();
        return new GramChange(tiles, product[..Rows], entered, left);
    }

    /// <inheritdoc/>
    public async Task<VectorSum> GramProductAsync(double[] x)
    {
        var padded = Pad(x);
        var (sum, _) = await SumByChunkAsync((first, end, sum) => SelectedProduct(padded, first, end, sum));
        return new VectorSum(sum);
    }

    /// <inheritdoc/>
    public async Task<VectorSum> KeptProductAsync()
    {
        var (sum, _) = await SumByChunkAsync(KeptProduct);
        return new VectorSum(sum);
    }

    private unsafe bool SelectedProduct(NativeBuffer<double> x, int first, int end, Span<double> sum)
    {
        fixed (double* y = sum)
        {
            for (var j = first; j < end; j++)
            {
                if (!IsSelected(j))
                    continue;
                double product;
                Columns.Products(j, j + 1, x.Start, &product);
                Columns.Combine(j, j + 1, &product, y);
            }
        }

        return true;
    }

    private unsafe bool KeptProduct(int first, int end, Span<double> sum)
    {
        var factors = stackalloc double[OnStack];
        fixed (double* y = sum)
        {
            for (var start = first; start < end; start += OnStack)
            {
                var stop = Math.Min(end, start + OnStack);
                for (var j = start; j < stop; j++)
                    factors[j - start] = IsSelected(j) ? _dense[j] : 0;
                Columns.Combine(start, stop, factors, y);
            }
        }

        return true;
    }

    private (int Entered, int Left) CountChanges(bool rebuild)
    {
        var (entered, left) = (0, 0);
        for (var j = 0; j < Weights; j++)
        {
            if (rebuild)
                _flags[j] &= ~WeightFlags.InGram;
            entered += Entered(j) ? 1 : 0;
            left += Left(j) ? 1 : 0;
        }

        return (entered, left);
    }

    /// <summary>Lists the weights that entered and left the support, in order; from now on G stands for the selection.</summary>
    private void TakeChanges(NativeBuffer<int> enteredColumns, NativeBuffer<int> leftColumns)
    {
        var (entered, left) = (0, 0);
        for (var j = 0; j < Weights; j++)
        {
            if (Entered(j))
                enteredColumns[entered++] = j;
            else if (Left(j))
                leftColumns[left++] = j;
            else
                continue;
            _flags[j] ^= WeightFlags.InGram;
        }
    }

    private bool Entered(int weight) => (_flags[weight] & (WeightFlags.Selected | WeightFlags.InGram)) == WeightFlags.Selected;

    private bool Left(int weight) => (_flags[weight] & (WeightFlags.Selected | WeightFlags.InGram)) == WeightFlags.InGram;
}
