using Chita.Numerics;

namespace Chita.Core.Tests.Numerics;

public sealed class SolverThreadsTests
{
    [Fact]
    public async Task Every_part_runs_once() => await Gen.Select(Gen.Int[1, 6], Gen.Int[0, 500]).SampleAsync(async (count, parts) =>
    {
        using var threads = new SolverThreads(count);
        var runs = new int[parts];
        await threads.RunAsync(parts, part => Interlocked.Increment(ref runs[part]));
        Assert.All(runs, times => Assert.Equal(1, times));
    });

    [Fact]
    public async Task The_lowest_failing_part_is_the_one_that_is_told() => await Gen.Select(Gen.Int[1, 6], Gen.Int[0, 99].Array[1, 20]).SampleAsync(async (count, failing) =>
    {
        using var threads = new SolverThreads(count);
        var error = await Assert.ThrowsAsync<NumericalException>(() => threads.RunAsync(100, part =>
        {
            if (failing.Contains(part))
                throw new NumericalException($"part {part}");
        }));
        Assert.Equal($"part {failing.Min()}", error.Message);
    });

    [Fact]
    public async Task A_failure_does_not_keep_the_other_parts_from_running()
    {
        using var threads = new SolverThreads(3);
        var ran = 0;
        await Assert.ThrowsAsync<NumericalException>(() => threads.RunAsync(50, part =>
        {
            Interlocked.Increment(ref ran);
            if (part == 0)
                throw new NumericalException("");
        }));
        Assert.Equal(50, ran);
    }

    [Fact]
    public async Task The_pool_works_on_after_a_failure()
    {
        using var threads = new SolverThreads(1);
        await Assert.ThrowsAsync<NumericalException>(() => threads.RunAsync(1, _ => throw new NumericalException("")));
        Assert.Equal(7, await threads.RunAsync(() => 7));
    }

    [Fact]
    public async Task A_single_thread_serves_many_callers()
    {
        using var threads = new SolverThreads(1);
        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => threads.RunAsync(() => i)));
        Assert.Equal(Enumerable.Range(0, 100), answers);
    }

    [Fact]
    public async Task What_comes_after_the_work_does_not_run_on_its_threads()
    {
        using var threads = new SolverThreads(2);
        using var begun = new ManualResetEventSlim();
        var work = threads.RunAsync(2, _ => begun.Wait());
        var after = work.ContinueWith(_ => Thread.CurrentThread.Name ?? "", CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        begun.Set();
        Assert.DoesNotContain("chita-solver", await after);
    }

    [Fact]
    public async Task Work_runs_on_the_pool_s_own_threads()
    {
        using var threads = new SolverThreads(2);
        Assert.StartsWith("chita-solver-", await threads.RunAsync(() => Thread.CurrentThread.Name));
    }

    [Fact]
    public void No_number_means_one_per_core()
    {
        using var threads = new SolverThreads();
        Assert.Equal(Environment.ProcessorCount, threads.Count);
    }
}
