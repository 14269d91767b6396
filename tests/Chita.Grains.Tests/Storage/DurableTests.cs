using Chita.Grains.Storage;
using Chita.Grains.Tests.Placement;
using Orleans.Storage;

namespace Chita.Grains.Tests.Storage;

/// <summary>A state with an owner: what is kept is told, and only by its owner changed.</summary>
public sealed class DurableTests
{
    private readonly SharedStorage _storage = new();
    private readonly CancellationToken _stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_state_that_is_being_written_is_told_to_nobody()
    {
        var (me, gate) = (Guid.NewGuid(), new TaskCompletionSource());
        var state = await OpenAsync(() => gate.Task);
        var owned = new Durable<OwnedState>(state, TimeProvider.System);
        var change = owned.ChangeAsync(old => old with { Writer = me, Text = "new" }, _stop);
        Assert.Equal("", owned.Value.Text);
        gate.SetResult();
        await change;
        Assert.Equal("new", owned.Value.Text);
    }

    [Fact]
    public async Task A_write_that_failed_where_nobody_else_wrote_is_tried_again()
    {
        var (first, second) = (Guid.NewGuid(), Guid.NewGuid());
        await new Durable<OwnedState>(await OpenAsync(), TimeProvider.System).ChangeAsync(old => old with { Writer = first, Text = "of the first" }, _stop);

        var writes = 0;
        var next = new Durable<OwnedState>(await OpenAsync(() => ++writes == 1 ? throw new IOException("away") : Task.CompletedTask), TimeProvider.System);
        await next.ChangeAsync(old => old with { Writer = second, Text = $"{old.Text}, then of the second" }, _stop);
        Assert.Equal("of the first, then of the second", (await OpenAsync()).State.Text);
    }

    [Theory, InlineData(0), InlineData(1)]
    public async Task An_owner_that_slept_does_not_overwrite_the_next_one_although_it_counts_on(int epochs)
    {
        var (sleeper, next) = (Guid.NewGuid(), Guid.NewGuid());
        var slept = new Durable<OwnedState>(await OpenAsync(), TimeProvider.System);
        await slept.ChangeAsync(old => old with { Writer = sleeper, Epoch = 5, Text = "at work" }, _stop);
        await new Durable<OwnedState>(await OpenAsync(), TimeProvider.System).ChangeAsync(old => old with { Writer = next, Text = "cancelled" }, _stop);

        await Assert.ThrowsAsync<StaleOwnerException>(() => slept.ChangeAsync(old => old with { Writer = sleeper, Epoch = old.Epoch + epochs, Text = "still at work" }, _stop));
        Assert.Equal("cancelled", slept.Value.Text);
    }

    [Fact]
    public async Task A_later_owner_overwrites_what_an_earlier_one_wrote_late()
    {
        var (early, late) = (Guid.NewGuid(), Guid.NewGuid());
        var earlier = new Durable<OwnedState>(await OpenAsync(), TimeProvider.System);
        await earlier.ChangeAsync(old => old with { Writer = early, Epoch = 5 }, _stop);
        var later = new Durable<OwnedState>(await OpenAsync(), TimeProvider.System);
        await earlier.ChangeAsync(old => old with { Text = "late" }, _stop);
        await later.ChangeAsync(old => old with { Writer = late, Epoch = 6, Text = "of the later" }, _stop);
        Assert.Equal("of the later", (await OpenAsync()).State.Text);
    }

    private async Task<StoredState> OpenAsync(Func<Task>? gate = null)
    {
        var state = new StoredState(_storage.Of(new StateSerializer()), gate ?? (() => Task.CompletedTask));
        await state.ReadStateAsync();
        return state;
    }

    private sealed record OwnedState : IOwned
    {
        public long Epoch { get; init; }

        public Guid Writer { get; init; }

        public string Text { get; init; } = "";
    }

    /// <summary>A grain's view of the storage; writes wait at a gate.</summary>
    private sealed class StoredState(IGrainStorage storage, Func<Task> gate) : IPersistentState<OwnedState>
    {
        private static readonly GrainId Grain = GrainId.Create("owned", "one");

        private readonly GrainState<OwnedState> _kept = new(new OwnedState());

        public OwnedState State { get => _kept.State!; set => _kept.State = value; }

        public string Etag => _kept.ETag!;

        public bool RecordExists => _kept.RecordExists;

        public Task ReadStateAsync() => storage.ReadStateAsync("owned", Grain, _kept);

        public async Task WriteStateAsync()
        {
            await gate();
            await storage.WriteStateAsync("owned", Grain, _kept);
        }

        public Task ClearStateAsync() => storage.ClearStateAsync("owned", Grain, _kept);
    }
}
