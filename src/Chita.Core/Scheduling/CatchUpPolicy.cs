namespace Chita.Scheduling;

/// <summary>What happens to fires that are later than the schedule's starting deadline, because no silo was there.</summary>
public enum CatchUpPolicy
{
    /// <summary>They are dropped.</summary>
    None,

    /// <summary>The latest of them fires; the others are dropped.</summary>
    Latest,
}
