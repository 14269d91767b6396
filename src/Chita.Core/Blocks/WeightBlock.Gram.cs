using Chita.Collectives;
using Chita.Numerics;

namespace Chita.Blocks;

/// <content>G = A_S A_Sᵀ and how it changes.</content>
public sealed partial class WeightBlock
{
    /// <inheritdoc/>
    public async Task<GramChange> GramAsync(bool rebuild)
    {
        if (rebuild)
            _inGram.Slice(0, Weights).Clear();

        var entered = Where(j => _selected[j] != 0 && _inGram[j] == 0);
        var left = Where(j => _selected[j] == 0 && _inGram[j] != 0);
        if (entered.Count == 0 && left.Count == 0)
            return GramChange.None;

        var product = await CombineAsync(j => (_selected[j] - _inGram[j]) * (double)_dense[j]);
        using var kernel = new GramKernel(Rows, _threads);
        await kernel.AddAsync(Columns, Stride, entered, subtract: false);
        await kernel.AddAsync(Columns, Stride, left, subtract: true);
        var packed = await _threads.RunAsync(kernel.Packed);

        _selected.Slice(0, Weights).CopyTo(_inGram.Slice(0, Weights));
        return new GramChange(packed, product, entered.Count, left.Count);
    }

    private List<int> Where(Func<int, bool> condition)
    {
        var found = new List<int>();
        for (var j = 0; j < Weights; j++)
        {
            if (condition(j))
                found.Add(j);
        }

        return found;
    }
}
