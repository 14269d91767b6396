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

        var product = await CombineAsync(j => (_selected[j] - _inGram[j]) * (double)_dense[j]);
        using var kernel = new GramKernel(Rows, _threads);
        await kernel.AddAsync(Columns, Stride, entered, subtract: false);
        await kernel.AddAsync(Columns, Stride, left, subtract: true);
        var packed = await _threads.RunAsync(() =>
        {
            _selected.Slice(0, Weights).CopyTo(_inGram.Slice(0, Weights));
            return kernel.Packed();
        });
        return new GramChange(packed, product, entered.Count, left.Count);
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
