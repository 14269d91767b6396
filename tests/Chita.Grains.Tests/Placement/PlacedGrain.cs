using Chita.Grains.Placement;

namespace Chita.Grains.Tests.Placement;

[OnSilo]
internal sealed class PlacedGrain(
    ILocalSiloDetails silo, MemoryBudget budget, ISiloCatalog catalog,
    [PersistentState("count", GrainStorage.Name)] IPersistentState<CountState> count) : Grain, IPlacedGrain
{
    public Task<SiloAddress> Where() => Task.FromResult(silo.SiloAddress);

    public Task<SiloAddress> WhereIs(string other) => Other(other).Where();

    public async Task<SiloAddress[]> WhereIsHinted(string other, SiloAddress hint, string third)
    {
        Task<SiloAddress> asked;
        using (PlacementHint.On(hint))
            asked = Other(other).Where();
        return [await asked, await Other(third).Where()];
    }

    public Task Reserve(long bytes)
    {
        budget.Reserve(bytes).Dispose();
        return Task.CompletedTask;
    }

    public async Task<int> Count()
    {
        count.State.Value++;
        await count.WriteStateAsync();
        return count.State.Value;
    }

    public async Task<SiloDescription[]> Silos() => [.. await catalog.ListAsync()];

    private IPlacedGrain Other(string key) => GrainFactory.GetGrain<IPlacedGrain>(key);
}
