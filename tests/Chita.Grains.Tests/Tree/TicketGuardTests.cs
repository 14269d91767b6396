using Chita.Grains.Tree;

namespace Chita.Grains.Tests.Tree;

public sealed class TicketGuardTests
{
    private readonly TicketGuard _guard = new();
    private int _works;

    [Fact]
    public async Task A_repeat_gets_the_first_answer_and_does_no_work()
    {
        Assert.Equal(1, await Ask(new Ticket(1, 5)));
        Assert.Equal(1, await Ask(new Ticket(1, 5)));
        Assert.Equal(1, _works);
    }

    [Fact]
    public async Task A_repeat_that_comes_while_the_work_is_under_way_waits_for_it()
    {
        var work = new TaskCompletionSource<int>();
        var first = _guard.OnceAsync(new Ticket(1, 1), () => work.Task);
        var repeat = Ask(new Ticket(1, 1));
        Assert.False(repeat.IsCompleted);
        work.SetResult(42);
        Assert.Equal((42, 42, 0), (await first, await repeat, _works));
    }

    [Fact]
    public async Task A_repeat_of_work_that_failed_fails_alike()
    {
        var ticket = new Ticket(1, 1);
        await Assert.ThrowsAsync<NumericalException>(() => _guard.OnceAsync(ticket, () => Task.FromException<int>(new NumericalException("first"))));
        await Assert.ThrowsAsync<NumericalException>(() => Ask(ticket));
        Assert.Equal(0, _works);
    }

    [Theory, InlineData(2, 4), InlineData(1, 9)]
    public async Task An_older_message_is_refused(long epoch, long sequence)
    {
        await Ask(new Ticket(2, 5));
        var error = await Assert.ThrowsAnyAsync<Exception>(() => Ask(new Ticket(epoch, sequence)));
        Assert.IsType(epoch < 2 ? typeof(StaleOwnerException) : typeof(NodeLostException), error);
        Assert.Contains("was refused", error.Message);
        Assert.Equal(1, _works);
    }

    [Theory, InlineData(2, 6), InlineData(3, 0)]
    public async Task A_newer_message_is_served(long epoch, long sequence)
    {
        await Ask(new Ticket(2, 5));
        Assert.Equal(2, await Ask(new Ticket(epoch, sequence)));
    }

    [Fact]
    public async Task Of_any_messages_those_are_served_that_are_newer_than_all_before() =>
        await Gen.Select(Gen.Int[0, 3], Gen.Int[0, 5]).Array[1, 30].SampleAsync(async tickets =>
        {
            var guard = new TicketGuard();
            var served = new List<Ticket>();
            foreach (var ticket in tickets.Select(t => new Ticket(t.Item1, t.Item2)))
            {
                try
                {
                    await guard.OnceAsync(ticket, () =>
                    {
                        served.Add(ticket);
                        return Task.FromResult(0);
                    });
                }
                catch (Exception refused) when (refused is NodeLostException or StaleOwnerException)
                {
                    Assert.True(ticket.Order(served[^1]) < 0);
                }
            }

            Assert.Equal(served.OrderBy(t => t.Epoch).ThenBy(t => t.Sequence).Distinct(), served);
        });

    private Task<int> Ask(Ticket ticket) => _guard.OnceAsync(ticket, () => Task.FromResult(++_works));
}
