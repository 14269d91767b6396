using Chita.Collectives;
using Chita.Numerics;

namespace Chita.Blocks;

/// <content>G = A_S A_Sᵀ and how it changes.</content>
public sealed partial class WeightBlock
{
    /// <inheritdoc/>
    public async Task<GramChange> GramAsync(bool rebuild)
    {
        var (entered, left) = await _threads.RunAsync(() => Changes(rebuild));
        if (entered.Count == 0 && left.Count == 0)
            return GramChange.None;

        using var enteredIndices = Native(entered);
        using var leftIndices = Native(left);
        using var kernel = new GramKernel(_threads);
        var gram = new double[TriangleTiles.Length(Rows)];
        var product = new double[Stride];
        await kernel.AddAsync(GradientColumns(), new ColumnList(enteredIndices, entered.Count), new ColumnList(leftIndices, left.Count), gram, product);
        _selected.Slice(0, Weights).CopyTo(_inGram.Slice(0, Weights));
        return new GramChange(Packed(gram), product.AsSpan(0, Rows).ToArray(), entered.Count, left.Count);
    }

    private unsafe GradientColumns<Float32> GradientColumns() => new((Float32*)Columns.Start, Stride, _dense.Start);

    private double[] Packed(double[] gram) =>
        [.. Enumerable.Range(0, Rows).SelectMany(i => Enumerable.Range(0, i + 1).Select(j => gram[TriangleTiles.Index(i, j)]))];

    private static NativeBuffer<int> Native(List<int> columns)
    {
        var indices = new NativeBuffer<int>(columns.Count);
        columns.ToArray().CopyTo(indices.Slice(0, columns.Count));
        return indices;
    }

    /// <summary>The weights that entered and left the support, in order.</summary>
    private (List<int> Entered, List<int> Left) Changes(bool rebuild)
    {
        if (rebuild)
            _inGram.Slice(0, Weights).Clear();
        var (entered, left) = (new List<int>(), new List<int>());
        for (var j = 0; j < Weights; j++)
        {
            if (_selected[j] != _inGram[j])
                (_selected[j] != 0 ? entered : left).Add(j);
        }

        return (entered, left);
    }
}
