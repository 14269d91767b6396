using Chita.Collectives;
using Chita.Numerics;

namespace Chita.Blocks;

/// <content>G = A_S A_Sᵀ: how it changes, and its products.</content>
public sealed partial class WeightBlock
{
    /// <inheritdoc/>
    public async Task<GramChange> GramAsync(bool rebuild)
    {
        var (entered, left) = await _threads.RunAsync(() => Changes(rebuild));
        if (entered.Count == 0 && left.Count == 0)
            return GramChange.None;

        var product = await SumByChunkAsync((first, end, sum) => ChangedProduct(first, end, sum));
        using var kernel = new GramKernel(Rows, _threads);
        await Columns.AddGramAsync(kernel, entered, subtract: false);
        await Columns.AddGramAsync(kernel, left, subtract: true);
        var packed = await _threads.RunAsync(() =>
        {
            for (var j = 0; j < Weights; j++)
                _flags[j] = IsSelected(j) ? _flags[j] | WeightFlags.InGram : _flags[j] & ~WeightFlags.InGram;
            return kernel.Packed();
        });
        return new GramChange(packed, product.Sum, entered.Count, left.Count);
    }

    /// <inheritdoc/>
    public async Task<VectorSum> GramProductAsync(double[] x)
    {
        using var padded = Pad(x);
        var (sum, _) = await SumByChunkAsync((first, end, sum) => SelectedProduct(padded, first, end, sum));
        return new VectorSum(sum);
    }

    private unsafe bool ChangedProduct(int first, int end, Span<double> sum)
    {
        var factors = stackalloc double[OnStack];
        fixed (double* y = sum)
        {
            for (var start = first; start < end; start += OnStack)
            {
                var stop = Math.Min(end, start + OnStack);
                for (var j = start; j < stop; j++)
                    factors[j - start] = ((IsSelected(j) ? 1 : 0) - ((_flags[j] & WeightFlags.InGram) != 0 ? 1 : 0)) * (double)_dense[j];
                Columns.Combine(start, stop, factors, y);
            }
        }

        return true;
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

    /// <summary>The weights that entered and left the support, in order.</summary>
    private (List<int> Entered, List<int> Left) Changes(bool rebuild)
    {
        var (entered, left) = (new List<int>(), new List<int>());
        for (var j = 0; j < Weights; j++)
        {
            if (rebuild)
                _flags[j] &= ~WeightFlags.InGram;
            var inGram = (_flags[j] & WeightFlags.InGram) != 0;
            if (IsSelected(j) != inGram)
                (inGram ? left : entered).Add(j);
        }

        return (entered, left);
    }
}
