using Chita.Grains.Placement;

namespace Chita.Grains.Tests.Placement;

public sealed class MemoryPlanTests
{
    private const long MiB = 1 << 20;

    private static readonly Gen<long[]> Blocks = Gen.Long[1, 1000].Array[0, 40];
    private static readonly Gen<SiloRoom[]> Limited = Gen.Long[0, 80_000].Array[1, 6].Select(Rooms);
    private static readonly Gen<SiloRoom[]> Any =
        Gen.Frequency((5, Gen.Long[0, 8000]), (1, Gen.Const(long.MaxValue))).Array[1, 6].Select(Rooms);

    [Fact]
    public void No_silo_is_filled_above_its_room_and_settled_blocks_stay() => Problems().Sample((blocks, silos, settled) =>
    {
        if (Try(blocks, silos, settled) is not { } plan)
            return;
        Assert.Equal(blocks.Length, plan.Length);
        Assert.All(Loads(blocks, silos, plan).Zip(silos), pair => Assert.True(pair.First <= pair.Second.Free));
        for (var i = 0; i < plan.Length; i++)
            Assert.True(settled[i] is null || settled[i] == plan[i]);
    });

    [Fact]
    public void What_is_refused_first_fit_cannot_place_either() => Problems().Sample((blocks, silos, settled) =>
        Assert.True(Try(blocks, silos, settled) is not null || !FitsInOrder(blocks, silos, settled)));

    [Fact]
    public void The_same_question_has_the_same_answer() => Problems().Sample((blocks, silos, settled) =>
        Assert.Equal(Try(blocks, silos, settled), Try(blocks, silos, settled)));

    [Fact]
    public void With_room_to_spare_each_silo_has_one_run_and_its_share_within_a_block() => Gen.Select(Blocks, Limited).Sample((blocks, silos) =>
    {
        if (blocks.Length == 0 || silos.Sum(silo => silo.Free) == 0)
            return;
        var part = (double)blocks.Sum() / silos.Sum(silo => silo.Free);
        if (silos.Any(silo => silo.Free > 0 && part * silo.Free + blocks.Max() > silo.Free))
            return;
        var plan = MemoryPlan.Assign("c", blocks, silos);
        Assert.Equal(plan.Order(), plan);
        Assert.All(Loads(blocks, silos, plan).Zip(silos), pair => Assert.Equal(part * pair.Second.Free, pair.First, blocks.Max() + 0.5));
        Assert.False(MemoryPlan.IsLopsided(blocks, silos, [.. plan.Select(silo => (int?)silo)]));
    });

    [Fact]
    public void Equal_blocks_on_equal_silos_differ_by_one_block_at_most() => Gen.Select(Gen.Int[0, 200], Gen.Int[1, 9], Gen.Bool).Sample((count, silos, limited) =>
    {
        var rooms = Rooms(Enumerable.Repeat(limited ? 1000L * (count + 1) : long.MaxValue, silos));
        var counts = Loads([.. Enumerable.Repeat(1000L, count)], rooms, MemoryPlan.Assign("c", [.. Enumerable.Repeat(1000L, count)], rooms));
        Assert.True(counts.Max() - counts.Min() <= 1000);
    });

    [Fact]
    public void A_silo_that_joins_takes_what_is_not_settled()
    {
        long[] blocks = [.. Enumerable.Repeat(MiB, 6)];
        Assert.Equal([0, 0, 0, 1, 1, 1], MemoryPlan.Assign("c", blocks, Rooms([8 * MiB, 8 * MiB])));
        Assert.Equal([0, 0, 0, 1, 1, 1], MemoryPlan.Assign("c", blocks, Rooms([8 * MiB, 8 * MiB]), [0, 0, 0, null, null, null]));
        Assert.Equal([0, 0, 1, 1, 2, 2], MemoryPlan.Assign("c", blocks, Rooms([8 * MiB, 8 * MiB, 8 * MiB]), [0, null, 1, null, null, null]).Order());
    }

    [Fact]
    public void Silos_fill_to_the_same_part() =>
        Assert.Equal([1, 2, 2, 2], MemoryPlan.Assign("c", [MiB, MiB, MiB, MiB], Rooms([0, 2 * MiB, 6 * MiB])));

    [Fact]
    public void Where_even_runs_do_not_fit_first_fit_does() =>
        Assert.Equal([0, 1, 0, 1], MemoryPlan.Assign("c", [3, 4, 1, 1], Rooms([4, 5])));

    [Theory]
    [InlineData(new[] { 0, 0, 0, 1, 1, 1 }, 2, false)]
    [InlineData(new[] { 0, 0, 0, 1, 1, 1 }, 3, true)]
    [InlineData(new[] { 0, 0, 0, 0, 1, 1 }, 2, true)]
    [InlineData(new[] { 0, 1, 0, 1, 0, 1 }, 2, false)]
    [InlineData(new[] { 0 }, 3, false)]
    public void Lopsided_is_what_another_plan_would_mend(int[] settled, int silos, bool lopsided)
    {
        long[] blocks = [.. settled.Select(_ => MiB)];
        foreach (var free in (long[])[8 * MiB, long.MaxValue])
            Assert.Equal(lopsided, MemoryPlan.IsLopsided(blocks, Rooms(Enumerable.Repeat(free, silos)), [.. settled.Select(silo => (int?)silo)]));
    }

    [Fact]
    public void Too_little_memory_is_refused_with_the_sum() => Refused(
        "resnet50: blocks need 10.21 GiB (156 blocks); the cluster has 7.9 GiB free: S1 4 GiB, S2 3.9 GiB. 2.31 GiB are missing: "
        + "add silos, raise --memory, give every silo a disk with --spill, use solver.storage: bfloat16, or fewer rows.",
        Enumerable.Repeat(67 * MiB, 156), [4096 * MiB, 3994 * MiB]);

    [Fact]
    public void Of_many_silos_eight_are_listed() => Refused(
        "resnet50: blocks need 12 MiB (1 block); the cluster has 10 MiB free: S1 1 MiB, S2 1 MiB, S3 1 MiB, S4 1 MiB, S5 1 MiB, S6 1 MiB, "
        + "S7 1 MiB, S8 1 MiB and 2 more. 2 MiB are missing: add silos, raise --memory, give every silo a disk with --spill, use solver.storage: bfloat16, or fewer rows.",
        [12 * MiB], Enumerable.Repeat(MiB, 10));

    [Fact]
    public void A_block_that_is_larger_than_every_silo_is_named() => Refused(
        "resnet50: block 2 of 2 needs 5 MiB, and no silo has that much left, the blocks before it being placed: S1 3 MiB, S2 4 MiB. A block is never "
        + "split between silos: add silos, raise --memory, give every silo a disk with --spill, use solver.storage: bfloat16, or fewer rows, or smaller blocks (execution.blockSize).",
        [MiB, 5 * MiB], [4 * MiB, 4 * MiB]);

    [Fact]
    public void Without_silos_that_is_said() => Refused(
        "resnet50: blocks need 1 MiB (1 block); no silo of the cluster answers: start silos.", [MiB], []);

    private static void Refused(string message, IEnumerable<long> blocks, IEnumerable<long> free) => Assert.Equal(
        message, Assert.Throws<InvalidInputException>(() => MemoryPlan.Assign("resnet50", [.. blocks], Rooms(free))).Message);

    private static Gen<(long[] Blocks, SiloRoom[] Silos, int?[] Settled)> Problems() => Gen.Select(Blocks, Any, Gen.Int[-12, 5].Array[40]).Select((blocks, silos, where) =>
    {
        var left = silos.Select(silo => silo.Free).ToArray();
        var settled = new int?[blocks.Length];
        for (var i = 0; i < blocks.Length; i++)
        {
            if (where[i] < 0 || where[i] >= silos.Length || left[where[i]] < blocks[i])
                continue;
            settled[i] = where[i];
            left[where[i]] -= blocks[i];
        }

        return (blocks, silos, settled);
    });

    private static bool FitsInOrder(long[] blocks, SiloRoom[] silos, int?[] settled)
    {
        var left = silos.Select((silo, s) => silo.Free - blocks.Where((_, i) => settled[i] == s).Sum()).ToArray();
        foreach (var bytes in blocks.Where((_, i) => settled[i] is null))
        {
            var silo = Array.FindIndex(left, room => room >= bytes);
            if (silo < 0)
                return false;
            left[silo] -= bytes;
        }

        return true;
    }

    private static int[]? Try(long[] blocks, SiloRoom[] silos, int?[] settled)
    {
        try
        {
            return MemoryPlan.Assign("c", blocks, silos, settled);
        }
        catch (InvalidInputException)
        {
            return null;
        }
    }

    private static long[] Loads(long[] blocks, SiloRoom[] silos, int[] plan) =>
        [.. silos.Select((_, silo) => blocks.Where((_, i) => plan[i] == silo).Sum())];

    private static SiloRoom[] Rooms(IEnumerable<long> free) => [.. free.Select((bytes, i) => new SiloRoom($"S{i + 1}", bytes))];
}
