namespace Chita.Grains.Schedules;

/// <summary>A schedule as it stands.</summary>
[GenerateSerializer, Immutable, Alias("chita.ScheduleStatus")]
public sealed record ScheduleStatus
{
    /// <summary>Its name.</summary>
    [Id(0)]
    public required string Name { get; init; }

    /// <summary>The schedule file's text.</summary>
    [Id(1)]
    public required ScheduleText Text { get; init; }

    /// <summary>Whether it is suspended.</summary>
    [Id(2)]
    public required bool Suspended { get; init; }

    /// <summary>When it fires next; null while it is suspended.</summary>
    [Id(3)]
    public required DateTimeOffset? Next { get; init; }

    /// <summary>Its fires, as far as it remembers them, in the order in which they were decided.</summary>
    [Id(4)]
    public required IReadOnlyList<FireRecord> Fires { get; init; }
}
