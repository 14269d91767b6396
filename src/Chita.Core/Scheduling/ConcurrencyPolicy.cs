namespace Chita.Scheduling;

/// <summary>What happens to a fire while an earlier campaign of its schedule runs.</summary>
public enum ConcurrencyPolicy
{
    /// <summary>It is skipped.</summary>
    Forbid,

    /// <summary>It runs beside the earlier one.</summary>
    Allow,

    /// <summary>The earlier one is cancelled; it begins when that one has ended.</summary>
    Replace,
}
