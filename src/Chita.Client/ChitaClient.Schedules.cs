using Chita.Grains;
using Chita.Grains.Schedules;
using Chita.Scheduling;

namespace Chita.Client;

/// <summary>Schedules.</summary>
public sealed partial class ChitaClient
{
    /// <summary>Adds a schedule: it fires from now on. The same again does nothing.</summary>
    /// <param name="spec">The schedule, as <see cref="ScheduleFile"/> read it.</param>
    /// <param name="fileName">What messages call its file.</param>
    /// <param name="dataRoot">Where relative paths of its campaigns start, output too, as an embedded silo sees it. Null, for a cluster: at the silos' own data root.</param>
    /// <exception cref="InvalidInputException">There is another schedule of that name, or its paths lead out of the data root.</exception>
    /// <exception cref="ClusterUnreachableException">No silo answers.</exception>
    public Task AddScheduleAsync(ScheduleSpec spec, string fileName, string? dataRoot = null)
    {
        ArgumentNullException.ThrowIfNull(spec);
        return InsistAsync(() => Schedule(spec.Name).Add(new ScheduleText(spec.Yaml, fileName, dataRoot)));
    }

    /// <summary>All schedules, sorted by name.</summary>
    /// <exception cref="ClusterUnreachableException">No silo answers.</exception>
    public async Task<IReadOnlyList<ScheduleStatus>> ListSchedulesAsync()
    {
        IReadOnlyList<string> names = [];
        await InsistAsync(async () => names = await grains.GetGrain<IScheduleIndexGrain>(IScheduleIndexGrain.Key).List());
        var statuses = new List<ScheduleStatus>();
        foreach (var name in names)
        {
            ScheduleStatus? status = null;
            await InsistAsync(async () => status = await Schedule(name).GetStatus());
            if (status is not null) // else it is being added or removed
                statuses.Add(status);
        }

        return statuses;
    }

    /// <summary>How a schedule stands.</summary>
    /// <exception cref="UnknownNameException">There is none of this name.</exception>
    /// <exception cref="ClusterUnreachableException">No silo answers.</exception>
    public async Task<ScheduleStatus> GetScheduleAsync(string name)
    {
        ScheduleStatus? status = null;
        await InsistAsync(async () => status = await Schedule(name).GetStatus());
        return status ?? throw new UnknownNameException($"there is no schedule {name}; chita schedule list shows those that there are");
    }

    /// <summary>Nothing fires any more; campaigns that run are not touched.</summary>
    /// <exception cref="UnknownNameException">There is none of this name.</exception>
    /// <exception cref="ClusterUnreachableException">No silo answers.</exception>
    public Task SuspendScheduleAsync(string name) => InsistAsync(() => Schedule(name).Suspend());

    /// <summary>Fires again, from now on: nothing is caught up.</summary>
    /// <exception cref="UnknownNameException">There is none of this name.</exception>
    /// <exception cref="ClusterUnreachableException">No silo answers.</exception>
    public Task ResumeScheduleAsync(string name) => InsistAsync(() => Schedule(name).Resume());

    /// <summary>Fires now, as <c>concurrency</c> allows.</summary>
    /// <param name="name">The schedule.</param>
    /// <param name="instant">Names the fire, to the second: about now. The same again does nothing.</param>
    /// <returns>What became of it.</returns>
    /// <exception cref="UnknownNameException">There is none of this name.</exception>
    /// <exception cref="InvalidInputException">The instant is minutes away from now, by the silos' clock.</exception>
    /// <exception cref="ClusterUnreachableException">No silo answers.</exception>
    public async Task<FireRecord> TriggerScheduleAsync(string name, DateTimeOffset instant)
    {
        FireRecord? fire = null;
        await InsistAsync(async () => fire = await Schedule(name).Trigger(instant));
        return fire!;
    }

    /// <summary>Removes a schedule: when this returns, nothing fires any more. Its campaigns are not touched.</summary>
    /// <exception cref="UnknownNameException">There is none of this name.</exception>
    /// <exception cref="ClusterUnreachableException">No silo answers.</exception>
    public async Task RemoveScheduleAsync(string name)
    {
        var asked = 0;
        try
        {
            await InsistAsync(() =>
            {
                asked++;
                return Schedule(name).Remove();
            });
        }
        catch (UnknownNameException) when (asked > 1)
        {
            // It was removed, and only the answer was lost.
        }
    }

    private IScheduleGrain Schedule(string name)
    {
        ScheduleFile.CheckName(name);
        return grains.GetGrain<IScheduleGrain>(name);
    }
}
