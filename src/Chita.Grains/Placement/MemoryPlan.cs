namespace Chita.Grains.Placement;

/// <summary>
/// Which block of a campaign goes to which silo, by bytes (architecture, contract 7). No result of a campaign depends on it. The same blocks
/// and silos, in the same order, give the same plan.
/// </summary>
internal static class MemoryPlan
{
    private const double Lopsided = 1.25;

    /// <summary>
    /// The silo of every block, as an index. Settled blocks stay. The others are laid in order, in one run per silo, so that silos fill
    /// evenly: each to the same part of its room. Where that does not fit, each block goes to the first silo with room.
    /// </summary>
    /// <param name="campaign">Its name, for the message.</param>
    /// <param name="blockBytes">Bytes of every block.</param>
    /// <param name="silos">Silos in an order that does not change from call to call.</param>
    /// <param name="settled">For every block the silo it lives on, or null.</param>
    /// <exception cref="InvalidInputException">They do not fit.</exception>
    public static int[] Assign(string campaign, IReadOnlyList<long> blockBytes, IReadOnlyList<SiloRoom> silos, IReadOnlyList<int?>? settled = null)
    {
        var loads = new Int128[silos.Count];
        var plan = new int[blockBytes.Count];
        var open = new List<int>();
        for (var i = 0; i < plan.Length; i++)
        {
            if (settled?[i] is { } silo)
                loads[plan[i] = silo] += blockBytes[i];
            else
                open.Add(i);
        }

        var room = loads.Select((load, silo) => Left(silos[silo].Free, load)).ToArray();
        if (Sum(open.Select(i => blockBytes[i])) > Sum(room))
            throw new InvalidInputException(PlanMessages.TooLittle(campaign, open.Select(i => blockBytes[i]), silos, room));
        if (!LayRuns(plan, blockBytes, open, Ends(blockBytes, silos, loads, open), [.. room]))
            LayFirstFit(campaign, plan, blockBytes, open, silos, room);
        return plan;
    }

    /// <summary>Whether <see cref="Assign"/> finds a place for all.</summary>
    public static bool Fits(IReadOnlyList<long> blockBytes, IReadOnlyList<SiloRoom> silos, IReadOnlyList<int?>? settled = null)
    {
        try
        {
            Assign("", blockBytes, silos, settled);
            return true;
        }
        catch (InvalidInputException)
        {
            return false;
        }
    }

    /// <summary>
    /// Whether it is worth planning from scratch: a silo would be filled, relative to its room, more than 1.25 times as far as the fullest
    /// one would be then; as when an empty silo has joined.
    /// </summary>
    public static bool IsLopsided(IReadOnlyList<long> blockBytes, IReadOnlyList<SiloRoom> silos, IReadOnlyList<int?> settled)
    {
        var scales = Scales(blockBytes, silos);
        if (!TryFill(null, out var even))
            return false;
        return !TryFill(settled, out var kept) || kept > Lopsided * even;

        bool TryFill(IReadOnlyList<int?>? settled, out double fill)
        {
            fill = 0;
            var loads = new double[silos.Count];
            try
            {
                var plan = Assign("", blockBytes, silos, settled);
                for (var i = 0; i < plan.Length; i++)
                    loads[plan[i]] += blockBytes[i];
            }
            catch (InvalidInputException)
            {
                return false;
            }

            for (var silo = 0; silo < loads.Length; silo++)
                fill = Math.Max(fill, loads[silo] == 0 ? 0 : loads[silo] / scales[silo]);
            return true;
        }
    }

    private static bool LayRuns(int[] plan, IReadOnlyList<long> blockBytes, List<int> open, double[] ends, Int128[] room)
    {
        Int128 laid = 0;
        var silo = 0;
        foreach (var i in open)
        {
            // A block that lies across a silo's end belongs to the side that holds its middle.
            var middle = (double)laid + 0.5 * blockBytes[i];
            while (silo < ends.Length && (silo < ends.Length - 1 && middle > ends[silo] || blockBytes[i] > room[silo]))
                silo++;
            if (silo == ends.Length)
                return false;
            room[plan[i] = silo] -= blockBytes[i];
            laid += blockBytes[i];
        }

        return true;
    }

    private static void LayFirstFit(
        string campaign, int[] plan, IReadOnlyList<long> blockBytes, List<int> open, IReadOnlyList<SiloRoom> silos, Int128[] room)
    {
        foreach (var i in open)
        {
            var silo = Array.FindIndex(room, left => blockBytes[i] <= left);
            if (silo < 0)
                throw new InvalidInputException(PlanMessages.TooScattered(campaign, i, blockBytes, silos, room));
            room[plan[i] = silo] -= blockBytes[i];
        }
    }

    /// <summary>Where in the row of open blocks each silo's run ends, in bytes: every silo is filled to the same part f of its scale.</summary>
    private static double[] Ends(IReadOnlyList<long> blockBytes, IReadOnlyList<SiloRoom> silos, Int128[] loads, List<int> open)
    {
        var scales = Scales(blockBytes, silos);
        var more = (double)Sum(open.Select(i => blockBytes[i]));
        var filling = Enumerable.Range(0, silos.Count).Where(silo => scales[silo] > 0).ToList();
        double part;
        do
        {
            // f only falls as silos that hold more than f already drop out: none of them comes back.
            part = (more + filling.Sum(silo => (double)loads[silo])) / filling.Sum(silo => scales[silo]);
        }
        while (filling.RemoveAll(silo => (double)loads[silo] > part * scales[silo]) > 0);

        var ends = new double[silos.Count];
        for (var silo = 0; silo < ends.Length; silo++)
            ends[silo] = (silo == 0 ? 0 : ends[silo - 1]) + (filling.Contains(silo) ? part * scales[silo] - (double)loads[silo] : 0);
        return ends;
    }

    /// <summary>What silos' loads are measured against: their room, where one without a limit counts as the largest, or as all blocks.</summary>
    private static double[] Scales(IReadOnlyList<long> blockBytes, IReadOnlyList<SiloRoom> silos)
    {
        var largest = Math.Max((double)Sum(blockBytes), silos.Where(silo => silo.Free < long.MaxValue).Select(silo => (double)silo.Free).DefaultIfEmpty().Max());
        return [.. silos.Select(silo => silo.Free == long.MaxValue ? largest : silo.Free)];
    }

    private static Int128 Left(long free, Int128 load) => free == long.MaxValue ? free : Int128.Max(0, free - load);

    private static Int128 Sum(IEnumerable<long> values) => Sum(values.Select(value => (Int128)value));

    private static Int128 Sum(IEnumerable<Int128> values) => values.Aggregate(Int128.Zero, (sum, value) => sum + value);
}
