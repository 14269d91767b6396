using Chita.Grains.Storage;

namespace Chita.Grains.Schedules;

/// <summary>Keeps the names in grain storage.</summary>
internal sealed class ScheduleIndexGrain([PersistentState("schedules", GrainStorage.Name)] IPersistentState<ScheduleIndexRecord> record, TimeProvider time)
    : Grain, IScheduleIndexGrain
{
    private readonly Guid _me = Guid.NewGuid();
    private readonly Durable<ScheduleIndexRecord> _record = new(record, time);

    public Task Add(string name, string id)
    {
        var entry = new ScheduleEntry(name, id);
        return _record.Value.Entries.Contains(entry) ? Task.CompletedTask : SaveAsync(_record.Value.Entries.Append(entry));
    }

    public Task Remove(string name, string id)
    {
        var entry = new ScheduleEntry(name, id);
        return _record.Value.Entries.Contains(entry) ? SaveAsync(_record.Value.Entries.Where(other => other != entry)) : Task.CompletedTask;
    }

    public Task<IReadOnlyList<string>> List() => Task.FromResult<IReadOnlyList<string>>([.. _record.Value.Entries.Select(entry => entry.Name).Distinct()]);

    private async Task SaveAsync(IEnumerable<ScheduleEntry> entries)
    {
        try
        {
            await _record.SaveAsync(new ScheduleIndexRecord { Entries = [.. entries.OrderBy(entry => entry.Name, StringComparer.Ordinal)], Writer = _me });
        }
        catch (StaleOwnerException stale)
        {
            DeactivateOnIdle();
            throw new OrleansException("The list of schedules was woken twice; ask again.", stale); // which clients do
        }
    }
}
