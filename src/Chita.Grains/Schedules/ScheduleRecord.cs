using Chita.Grains.Storage;

namespace Chita.Grains.Schedules;

/// <summary>What a schedule keeps: enough to fire each instant once, on whatever silo wakes it. It is never cleared: what is left of a removed one holds others off.</summary>
public sealed record ScheduleRecord : IOwned
{
    /// <summary>The schedule; null before it was added, and after it was removed.</summary>
    public ScheduleText? Text { get; init; }

    /// <summary>Names this schedule among all that had its name. Its reminder is called so, and one that outlived its schedule is known by it.</summary>
    public string Id { get; init; } = "";

    /// <summary>Whether it is suspended.</summary>
    public bool Suspended { get; init; }

    /// <summary>No instant up to this one fires: one that had the name before may have fired it.</summary>
    public DateTimeOffset Since { get; init; }

    /// <summary>All instants of the calendar up to this one are decided.</summary>
    public DateTimeOffset Decided { get; init; }

    /// <summary>Fires that are not forgotten yet, in the order in which they were decided.</summary>
    public IReadOnlyList<FireRecord> Fires { get; init; } = [];

    /// <summary>Always 0: an activation never takes over from one that lives. Who finds another's writing gives up.</summary>
    public long Epoch { get; init; }

    /// <summary>The activation that wrote this.</summary>
    public Guid Writer { get; init; }
}
