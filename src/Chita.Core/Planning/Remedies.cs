using Chita.Blocks;

namespace Chita.Planning;

/// <summary>What would make a campaign fit that does not; each alone, null where it does not help.</summary>
/// <param name="Silos">As many silos of the same memory.</param>
/// <param name="MemoryEach">As many bytes on each of the same silos.</param>
/// <param name="BFloat16">Whether <c>solver.storage: bfloat16</c> is enough.</param>
/// <param name="Rows">The most rows that fit.</param>
public sealed record Remedies(int? Silos, long? MemoryEach, bool BFloat16, int? Rows)
{
    private const int MostSilos = 1 << 20;

    /// <summary>Looks for them.</summary>
    /// <param name="work">The campaign.</param>
    /// <param name="cluster">Silos that it does not fit into.</param>
    /// <param name="sourceBytes">What the gradient source takes on each; null: what a network's session would.</param>
    public static Remedies Of(PlannedWork work, PlannedCluster cluster, long? sourceBytes = null)
    {
        ArgumentNullException.ThrowIfNull(work);
        ArgumentNullException.ThrowIfNull(cluster);
        var need = Need(work);
        return new Remedies(SilosFor(), MemoryFor(), work.Storage == GradientStorage.Float32 && Fits(work with { Storage = GradientStorage.BFloat16 }), RowsFor());

        MemoryNeed Need(PlannedWork work) => MemoryNeed.Of(work, cluster.Threads, sourceBytes);

        bool Fits(PlannedWork work) => Need(work).Fits(work, cluster.Silos, cluster.Memory);

        int? SilosFor()
        {
            var room = cluster.Memory - need.FixedBytes;
            if (room < need.LargestBlock)
                return null;
            var least = (need.BlockBytes + room - 1) / room;
            if (least > MostSilos)
                return null;
            var silos = Math.Max(cluster.Silos + 1, (int)least);
            while (!need.Fits(work, silos, cluster.Memory))
                silos++;
            return silos;
        }

        long? MemoryFor()
        {
            var (low, high) = (need.FixedBytes + need.BlockBytes / cluster.Silos, need.FixedBytes + need.BlockBytesOn(cluster.Silos));
            return high > long.MaxValue - 1 ? null : (long)First((long)low, (long)high, memory => need.Fits(work, cluster.Silos, memory));
        }

        int? RowsFor()
        {
            var refused = First(1, work.Rows, rows => !Fits(work with { Rows = (int)rows }));
            return refused > 1 ? (int)refused - 1 : null;
        }
    }

    /// <summary>The first number from <paramref name="low"/> to <paramref name="high"/> for which the test holds; it holds for the last and goes on holding.</summary>
    private static long First(long low, long high, Func<long, bool> test)
    {
        while (low < high)
        {
            var middle = low + (high - low) / 2;
            if (test(middle))
                high = middle;
            else
                low = middle + 1;
        }

        return low;
    }
}
