namespace Chita.Grains.Tests;

public sealed class WorkUnderWayTests
{
    private readonly WorkUnderWay _work = new();
    private int _begun;

    [Fact]
    public async Task Who_asks_again_waits_for_the_same_work()
    {
        var answer = new TaskCompletionSource<int>();
        var first = Ask("a", answer.Task);
        var second = Ask("a", answer.Task);
        var other = Ask("b", answer.Task);
        answer.SetResult(7);
        Assert.Equal((7, 7, 7), (await first, await second, await other));
        Assert.Equal(2, _begun);
    }

    [Fact]
    public async Task Work_that_has_ended_is_done_again()
    {
        Assert.Equal(1, await Ask("a", Task.FromResult(1)));
        Assert.Equal(2, await Ask("a", Task.FromResult(2)));
        await Assert.ThrowsAsync<IOException>(() => Ask("a", Task.FromException<int>(new IOException())));
        Assert.Equal(3, await Ask("a", Task.FromResult(3)));
    }

    [Theory, InlineData(0), InlineData(1)]
    public async Task Either_of_two_who_asked_cancels_it(int who)
    {
        CancellationTokenSource[] cancel = [new(), new()];
        var asked = cancel.Select(source => _work.JoinAsync("a", token => Task.Delay(-1, token), source.Token)).ToArray();
        await cancel[who].CancelAsync();
        foreach (var answer in asked)
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer);
    }

    private Task<int> Ask(string name, Task<int> answer) => _work.JoinAsync(name, _ =>
    {
        _begun++;
        return answer;
    });
}
