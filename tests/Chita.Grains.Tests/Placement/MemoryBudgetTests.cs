using Chita.Grains.Placement;

namespace Chita.Grains.Tests.Placement;

public sealed class MemoryBudgetTests
{
    [Fact]
    public void What_is_taken_comes_back_once()
    {
        var budget = new MemoryBudget(new SiloResources { Memory = 100 });
        var first = budget.Reserve(60);
        using var second = budget.Reserve(40);
        Assert.Equal(100, budget.Reserved);
        first.Dispose();
        first.Dispose();
        Assert.Equal(40, budget.Reserved);
    }

    [Fact]
    public void What_does_not_fit_is_refused_and_takes_nothing()
    {
        var budget = new MemoryBudget(new SiloResources { Memory = 3000 });
        using var taken = budget.Reserve(1000);
        var error = Assert.Throws<OutOfBudgetException>(() => budget.Reserve(2001));
        Assert.Equal("1.95 KiB were asked of a silo that has 1.95 KiB free of 2.93 KiB: add silos or raise --memory.", error.Message);
        Assert.Equal(1000, budget.Reserved);
    }

    [Fact]
    public void Without_a_limit_everything_fits_but_a_sum_of_no_meaning()
    {
        var budget = new MemoryBudget(new SiloResources());
        using var taken = budget.Reserve(long.MaxValue);
        Assert.Throws<OutOfBudgetException>(() => budget.Reserve(1));
    }

    [Fact]
    public void Threads_never_take_more_than_there_is()
    {
        const int Limit = 10;
        var budget = new MemoryBudget(new SiloResources { Memory = Limit });
        var most = 0L;
        Parallel.For(0, 10_000, _ =>
        {
            try
            {
                using var taken = budget.Reserve(3);
                InterlockedMax(ref most, budget.Reserved);
            }
            catch (OutOfBudgetException)
            {
                // Others have it just now.
            }
        });
        Assert.True(most <= Limit);
        Assert.Equal(0, budget.Reserved);
    }

    private static void InterlockedMax(ref long most, long value)
    {
        for (var seen = Interlocked.Read(ref most); value > seen;)
        {
            var before = Interlocked.CompareExchange(ref most, value, seen);
            if (before == seen)
                return;
            seen = before;
        }
    }
}
