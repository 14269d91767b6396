using Orleans.Storage;

namespace Chita.EndToEnd.Tests.Storage;

/// <summary>What grains rely on, wherever their states are kept.</summary>
public abstract class GrainStorageContract(StorageFixture fixture)
{
    private const string StateName = "sample";
    private const int Writers = 8;

    private readonly GrainId _grain = GrainId.Create("storagetest", $"key-{Guid.NewGuid():N}");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private IGrainStorage Storage => fixture.Storage;

    [Fact]
    public async Task A_state_that_was_never_written_does_not_exist()
    {
        var state = await ReadAsync();
        Assert.Equal((false, null), (state.RecordExists, state.ETag));
        Assert.NotNull(state.State);
    }

    [Fact]
    public async Task A_state_comes_back_to_the_last_bit()
    {
        var written = await WriteAsync(new SampleState { Count = 7, Name = "é \"\n", Numbers = [0.1, -1e-300, double.Epsilon, double.NaN, double.PositiveInfinity, -0.0] });
        var read = await ReadAsync();

        Assert.True(read.RecordExists && read.State.IsSameAs(written.State));
        Assert.Equal(written.ETag, read.ETag);
    }

    [Fact]
    public async Task A_state_of_a_million_bytes_comes_back_to_the_last_bit()
    {
        var written = await WriteAsync(SampleState.Large(1));
        written.State = SampleState.Large(2);
        await Storage.WriteStateAsync(StateName, _grain, written);
        Assert.True((await ReadAsync()).State.IsSameAs(SampleState.Large(2)));
    }

    [Theory]
    [InlineData("a/b")]
    [InlineData("a..b/c.d")]
    [InlineData("é +%2F?#")]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789/long")]
    public async Task A_key_may_be_any_text(string key)
    {
        var grain = GrainId.Create("storagetest", key);
        await Storage.WriteStateAsync(StateName, grain, new KeptState<SampleState>(new SampleState { Name = key }));
        var read = new KeptState<SampleState>(new SampleState());
        await Storage.ReadStateAsync(StateName, grain, read);
        Assert.Equal(key, read.State.Name);
    }

    [Fact]
    public async Task A_writer_that_knows_an_old_state_is_refused_and_changes_nothing()
    {
        var first = await WriteAsync(new SampleState { Count = 1 });
        var late = await ReadAsync();
        first.State = new SampleState { Count = 2 };
        await Storage.WriteStateAsync(StateName, _grain, first);

        var known = late.ETag;
        await Assert.ThrowsAsync<InconsistentStateException>(() => Storage.WriteStateAsync(StateName, _grain, late));
        await Assert.ThrowsAsync<InconsistentStateException>(() => Storage.ClearStateAsync(StateName, _grain, late));
        await Assert.ThrowsAsync<InconsistentStateException>(() => WriteAsync(new SampleState { Count = 3 }));
        Assert.Equal(known, late.ETag);
        var read = await ReadAsync();
        Assert.Equal((2, first.ETag), (read.State.Count, read.ETag));
    }

    [Fact]
    public async Task Of_writers_at_the_same_time_one_wins_and_the_others_are_told()
    {
        var state = await RaceAsync(_ => new KeptState<SampleState>(new SampleState())); // all of them make it
        for (var round = 0; round < 5; round++)
            state = await RaceAsync(_ => new KeptState<SampleState>(state.State, state.ETag) { RecordExists = true });
    }

    [Fact]
    public async Task A_cleared_state_is_gone_and_may_be_written_again()
    {
        var state = await WriteAsync(new SampleState { Count = 1 });
        await Storage.ClearStateAsync(StateName, _grain, state);
        Assert.False(state.RecordExists);

        var read = await ReadAsync();
        Assert.Equal((false, 0), (read.RecordExists, read.State.Count));
        state.State = new SampleState { Count = 2 };
        await Storage.WriteStateAsync(StateName, _grain, state);
        Assert.Equal(2, (await ReadAsync()).State.Count);
    }

    [Fact]
    public async Task States_survive_the_store_and_the_silo()
    {
        var written = await WriteAsync(SampleState.Large(3));
        await fixture.Store.RestartAsync();
        await fixture.RestartSiloAsync();

        var read = await ReadAsync();
        Assert.True(read.State.IsSameAs(written.State));
        Assert.Equal(written.ETag, read.ETag);
        await Storage.WriteStateAsync(StateName, _grain, read);
    }

    [Fact]
    public async Task A_store_that_goes_and_comes_back_loses_nothing()
    {
        var state = await WriteAsync(new SampleState { Count = 1 });
        await fixture.Store.GoAsync();
        var meanwhile = Record.ExceptionAsync(() => Storage.WriteStateAsync(StateName, _grain, new KeptState<SampleState>(new SampleState { Count = 2 }, state.ETag)));
        await fixture.Store.ComeBackAsync();
        var acknowledged = await meanwhile is null ? 2 : 1;

        var seen = await UntilItWorksAsync(ReadAsync);
        Assert.InRange(seen.State.Count, acknowledged, 2);
        seen.State = new SampleState { Count = 3 };
        await UntilItWorksAsync(async () =>
        {
            await Storage.WriteStateAsync(StateName, _grain, seen);
            return seen;
        });
        Assert.Equal(3, (await ReadAsync()).State.Count);
    }

    /// <summary>Writes at the same time what <paramref name="known"/> says each writer knows; returns what the winner has.</summary>
    private async Task<KeptState<SampleState>> RaceAsync(Func<int, KeptState<SampleState>> known)
    {
        var writers = Enumerable.Range(0, Writers).Select(known).ToArray();
        var outcomes = await Task.WhenAll(writers.Select((writer, number) => Task.Run(
            () =>
            {
                writer.State = new SampleState { Count = number };
                return Record.ExceptionAsync(() => Storage.WriteStateAsync(StateName, _grain, writer)).AsTask();
            },
            Cancellation)));

        var winner = writers[Array.FindIndex(outcomes, outcome => outcome is null)];
        Assert.All(outcomes.Where(outcome => outcome is not null), outcome => Assert.IsAssignableFrom<InconsistentStateException>(outcome));
        Assert.Single(outcomes, outcome => outcome is null);
        var read = await ReadAsync();
        Assert.Equal((winner.State.Count, winner.ETag), (read.State.Count, read.ETag));
        return winner;
    }

    private async Task<KeptState<SampleState>> WriteAsync(SampleState content)
    {
        var state = new KeptState<SampleState>(content);
        await Storage.WriteStateAsync(StateName, _grain, state);
        Assert.True(state.RecordExists);
        return state;
    }

    private async Task<KeptState<SampleState>> ReadAsync()
    {
        var state = new KeptState<SampleState>(new SampleState { Name = "not read" });
        await Storage.ReadStateAsync(StateName, _grain, state);
        return state;
    }

    /// <summary>Connections that broke may need to be noticed.</summary>
    private static async Task<T> UntilItWorksAsync<T>(Func<Task<T>> call)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        patience.CancelAfter(TimeSpan.FromSeconds(60));
        while (true)
        {
            try
            {
                return await call();
            }
            catch (Exception failure) when (failure is not InconsistentStateException)
            {
                await Task.Delay(100, patience.Token);
            }
        }
    }
}

public sealed class FileStorageContractTests(FileFixture fixture) : GrainStorageContract(fixture), IClassFixture<FileFixture>;

public sealed class RedisStorageContractTests(RedisFixture fixture) : GrainStorageContract(fixture), IClassFixture<RedisFixture>;

public sealed class PostgresStorageContractTests(PostgresFixture fixture) : GrainStorageContract(fixture), IClassFixture<PostgresFixture>;

public sealed class AzuriteStorageContractTests(AzuriteFixture fixture) : GrainStorageContract(fixture), IClassFixture<AzuriteFixture>;
