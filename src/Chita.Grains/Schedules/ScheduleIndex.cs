namespace Chita.Grains.Schedules;

/// <summary>The list of all schedules.</summary>
public static class ScheduleIndex
{
    /// <summary>
    /// Wakes all schedules, for silos whose reminders do not outlive them: nobody else would. A schedule that is awake stays awake by its timer, and
    /// catches up as it was told to.
    /// </summary>
    /// <param name="grains">Where the grains are.</param>
    /// <returns>How many there are.</returns>
    public static async Task<int> WakeAsync(IGrainFactory grains)
    {
        ArgumentNullException.ThrowIfNull(grains);
        var names = await grains.GetGrain<IScheduleIndexGrain>(IScheduleIndexGrain.Key).List();
        await Task.WhenAll(names.Select(name => grains.GetGrain<IScheduleGrain>(name).GetStatus()));
        return names.Count;
    }
}
