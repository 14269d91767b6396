using Chita.Grains.Storage;

namespace Chita.Grains.Schedules;

/// <summary>What the list of schedules keeps.</summary>
public sealed record ScheduleIndexRecord : IOwned
{
    /// <summary>The schedules, in the order of their names.</summary>
    public IReadOnlyList<ScheduleEntry> Entries { get; init; } = [];

    /// <summary>Always 0: an activation never takes over from one that lives.</summary>
    public long Epoch { get; init; }

    /// <summary>The activation that wrote this.</summary>
    public Guid Writer { get; init; }
}

/// <summary>A schedule in the list.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Id">Names it among all that had the name.</param>
public sealed record ScheduleEntry(string Name, string Id);
