using System.Diagnostics;
using Chita.Blocks;
using Chita.Collectives.Patterns;
using Chita.Numerics;
using Chita.Planning;

namespace Chita.Core.Tests.Planning;

[Collection(NativeMemoryCollection.Name)]
public sealed class MemoryNeedTests
{
    [Theory]
    [InlineData(65536 * 3, 1)]
    [InlineData(1_000_003, 1)]
    [InlineData(999_999, 3)]
    [InlineData(40, 4)]
    public void Blocks_add_up_to_what_each_says(long weights, int tensors)
    {
        var work = Plans.Work(weights, 37, tensors) with { Storage = GradientStorage.BFloat16 };
        var cuts = work.Layout.Tensors.SelectMany(work.Layout.Cut).ToArray();
        var need = MemoryNeed.Of(work, 1);
        Assert.Equal(cuts.Length, need.Blocks);
        Assert.Equal(
            cuts.Sum(cut => SolveWorkspace.BlockBytes(cut.Weights, 37, work.Storage, BlockPattern.None)), (long)need.BlockBytes);
    }

    [Fact]
    public void Seventy_billion_weights_are_planned_in_a_second()
    {
        var started = Stopwatch.GetTimestamp();
        var report = Planner.Plan(Plans.Work(70_000_000_000, 1000, 560), Plans.Silos(256, 256L << 30));
        Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(1));
        Assert.Equal(1_068_480, report.Blocks);
        Assert.Equal((Int128)280_000_000_000_000, report.MatrixBytes);
        Assert.False(report.Fits);
    }

    [Theory]
    [InlineData(1, 3)]
    [InlineData(2, 2)]
    [InlineData(3, 1)]
    public void It_fits_from_the_very_byte_on(int silos, int blocksOnTheFullest)
    {
        var work = Plans.Work(3 * 65536);
        var need = MemoryNeed.Of(work, 2);
        var memory = (long)(need.FixedBytes + blocksOnTheFullest * need.LargestBlock);
        Assert.True(Planner.Plan(work, Plans.Silos(silos, memory)).Fits);

        var refused = Planner.Plan(work, Plans.Silos(silos, memory - 1));
        Assert.False(refused.Fits);
        Assert.Equal(memory, refused.Remedies!.MemoryEach);
    }

    [Fact]
    public void What_would_make_it_fit_does()
    {
        var work = Plans.Work(10_000_000, 200, 7);
        var cluster = Plans.Silos(2, 4L << 30);
        var refused = Planner.Plan(work, cluster);
        Assert.False(refused.Fits);
        Assert.Contains("2 silos of 4 GiB", refused.Refusal, StringComparison.Ordinal);

        var (silos, memory, _, rows) = refused.Remedies!;
        Assert.True(Planner.Plan(work, cluster with { Silos = silos!.Value }).Fits);
        Assert.False(Planner.Plan(work, cluster with { Silos = silos.Value - 1 }).Fits);
        Assert.True(Planner.Plan(work, cluster with { Memory = memory!.Value }).Fits);
        Assert.False(Planner.Plan(work, cluster with { Memory = memory.Value - 1 }).Fits);
        Assert.True(Planner.Plan(work with { Rows = rows!.Value }, cluster).Fits);
        Assert.False(Planner.Plan(work with { Rows = rows.Value + 1 }, cluster).Fits);
        Assert.Equal(Planner.Plan(work with { Storage = GradientStorage.BFloat16 }, cluster).Fits, refused.Remedies.BFloat16);
    }

    [Fact]
    public void Where_the_network_alone_is_too_large_more_silos_do_not_help()
    {
        var refused = Planner.Plan(Plans.Work(7_000_000_000, 500), Plans.Silos(64, 64L << 30));
        Assert.Equal((null, null), (refused.Remedies!.Silos, refused.Remedies.Rows));
    }

    [Theory]
    [InlineData(12)]
    [InlineData(100)]
    [InlineData(1000)]
    public void A_solve_takes_no_more_native_memory_than_is_set_aside(int rows)
    {
        var panels = GramSum<Float32>.PanelsLength(Kernels.Padded(rows)) * sizeof(double);
        using var threads = new SolverThreads(1);
        var before = NativeBytes.InUse;
        using var factor = new TriangularFactor(rows);
        Assert.Equal(TriangularFactor.BytesFor(rows), NativeBytes.InUse - before);
        Assert.True(SolveWorkspace.BytesFor(rows, 1) >= 2 * panels + TriangularFactor.BytesFor(rows) + 3 * SolveWorkspace.AnswerBytes(rows));
    }
}
