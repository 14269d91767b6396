using Chita.Numerics;

namespace Chita.Core.Tests.Numerics;

public sealed class ProgressTests
{
    [Fact]
    public async Task A_part_goes_on_once_those_it_waits_for_have_ended() => await Gen.Select(Gen.Int[1, 5], Gen.Int[1, 300]).SampleAsync(async (count, parts) =>
    {
        using var threads = new SolverThreads(count);
        var progress = new Progress(1);
        var order = new List<int>();
        await progress.RunAsync(threads, parts, part =>
        {
            progress.WaitFor(0, part);
            order.Add(part); // one at a time, and seen by the next: no lock
            progress.Advance(0);
        });
        Assert.Equal(Enumerable.Range(0, parts), order);
    });

    [Fact]
    public async Task A_part_that_fails_lets_go_those_that_wait_for_it()
    {
        using var threads = new SolverThreads(2);
        var progress = new Progress(1);
        var error = await Assert.ThrowsAsync<NumericalException>(() => progress.RunAsync(threads, 5, part =>
        {
            if (part == 0)
                throw new NumericalException("the first");
            progress.WaitFor(0, 1);
        }));
        Assert.Equal("the first", error.Message);
    }
}
