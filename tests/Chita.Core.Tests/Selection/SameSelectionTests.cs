using Chita.Numerics;
using Chita.Selection;

namespace Chita.Core.Tests.Selection;

/// <summary>A selection depends neither on threads nor on where blocks are cut.</summary>
public sealed class SameSelectionTests
{
    public static TheoryData<ISelectionRule> Rules =>
        [new Unstructured(4000), new PerLayer(3000, 2500), new Bounded(6000, [3000, 0], [9999, 3100]), new NofM(2, 4), new NofM(3, 12), new WholeRows(4000), new WholeRows(7000, 5), new WholeRows(4000, 1, [3600, 108])];

    [Theory, MemberData(nameof(Rules), DisableDiscoveryEnumeration = true)]
    public async Task It_is_the_same_for_any_number_of_threads_and_any_block_size(ISelectionRule rule)
    {
        var line = ScoreLine.Random([70, 120], [40, 12, 3, 3]);
        using SolverThreads one = new(1), three = new(3);
        Chosen? first = null;
        foreach (var blockSize in (int[])[100, 1300, 2300, 65536])
        {
            var alone = await line.SelectAsync(rule, 1, blockSize, one);
            var shared = await line.SelectAsync(rule, 1, blockSize, three);
            first ??= alone;
            Assert.Equal(first.Weights, alone.Weights);
            Assert.Equal(first.Selection.Kept, alone.Selection.Kept);
            Assert.Equal(alone.Weights, shared.Weights);

            // Sums go block by block, so their bits are those of the cut.
            Assert.Equal(alone.Selection, shared.Selection);
            Assert.Equal(alone.Sums, shared.Sums);
        }
    }
}
