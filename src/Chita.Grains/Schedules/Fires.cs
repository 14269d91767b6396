using Chita.Scheduling;

namespace Chita.Grains.Schedules;

/// <summary>
/// What a schedule decides: functions of its record and the time, nothing else. Whatever they decide is in the record that they return, and is
/// written before it is done: <see cref="FireState.Firing"/> is a campaign to start, <see cref="FireState.Waiting"/> one to cancel the running for.
/// </summary>
internal static class Fires
{
    /// <summary>How many fires without a campaign are remembered.</summary>
    public const int Notes = 20;

    /// <summary>How long after its instant a trigger may be repeated, and by how much the clock that names the instant may be wrong.</summary>
    public static readonly TimeSpan Leeway = TimeSpan.FromMinutes(5);

    /// <summary>Decides all instants of the calendar up to now.</summary>
    public static ScheduleRecord Advance(ScheduleRecord record, ScheduleSpec spec, DateTimeOffset now)
    {
        if (record.Suspended)
            return Settle(record);
        var due = spec.Calendar.Between(record.Decided, now).TakeLast(Notes + 1).ToList();
        if (due.Count == 0)
            return Settle(record);

        var latest = due[^1];
        foreach (var missed in due.SkipLast(1))
            record = Note(record, missed, "it was due together with a later one, which counts");
        var late = now - latest > spec.StartingDeadline;
        record = late && spec.CatchUp == CatchUpPolicy.None
            ? Note(record, latest, "it was later than startingDeadline, and catchUp is none")
            : Admit(record, spec, new FireRecord { Nominal = latest, State = FireState.Firing });
        return Settle(record with { Decided = latest });
    }

    /// <summary>Decides a fire that a user asks for.</summary>
    public static ScheduleRecord Trigger(ScheduleRecord record, ScheduleSpec spec, DateTimeOffset nominal) =>
        Settle(Admit(record, spec, new FireRecord { Nominal = nominal, Triggered = true, State = FireState.Firing }));

    /// <summary>Drops what waits, but for what a user asked for.</summary>
    public static ScheduleRecord Suspend(ScheduleRecord record) => Change(record with { Suspended = true }, fire =>
        fire is { State: FireState.Waiting, Triggered: false } ? fire with { State = FireState.Skipped, Reason = "the schedule was suspended before the earlier campaign had ended" } : fire);

    /// <summary>Lets the calendar begin again: nothing until now is caught up.</summary>
    public static ScheduleRecord Resume(ScheduleRecord record, DateTimeOffset now) =>
        record.Suspended ? record with { Suspended = false, Decided = now > record.Decided ? now : record.Decided } : record;

    /// <summary>What is left of a schedule that is removed: up to which instant it may have fired.</summary>
    public static ScheduleRecord Remove(ScheduleRecord record) =>
        new() { Id = record.Id, Since = record.Fires.Select(fire => fire.Nominal).Append(record.Decided).Append(record.Since).Max() };

    /// <summary>The record with one fire as it is now.</summary>
    public static ScheduleRecord With(ScheduleRecord record, FireRecord changed) => Change(record, fire => fire.Nominal == changed.Nominal ? changed : fire);

    /// <summary>The record without a fire, whose campaign is forgotten.</summary>
    public static ScheduleRecord Without(ScheduleRecord record, FireRecord forgotten) => record with { Fires = [.. record.Fires.Where(fire => fire.Nominal != forgotten.Nominal)] };

    /// <summary>
    /// Ended fires that the history has no room for. Their campaigns are forgotten before they are, so that whoever dies in between leaves them here to
    /// be found again. None goes while a trigger of its instant may be repeated, or a start be under way to it by whoever died: it would fire again.
    /// </summary>
    public static IReadOnlyList<FireRecord> Outlived(ScheduleRecord record, ScheduleSpec spec, DateTimeOffset now) =>
        [.. record.Fires.Where(fire => fire.State == FireState.Ended).SkipLast(spec.History).Where(fire => now - fire.Nominal > Leeway)];

    /// <summary>Whether its campaign runs, or starts.</summary>
    public static bool IsActive(FireRecord fire) => fire.State is FireState.Firing or FireState.Running;

    /// <summary>Whether it is not over yet.</summary>
    public static bool IsOpen(FireRecord fire) => IsActive(fire) || fire.State == FireState.Waiting;

    private static ScheduleRecord Admit(ScheduleRecord record, ScheduleSpec spec, FireRecord fire)
    {
        if (record.Fires.Any(known => known.Nominal == fire.Nominal))
            return record;
        if (fire.Nominal <= record.Since)
            return Add(record, fire with { State = FireState.Missed, Reason = "a schedule that had this name before may have fired at this instant" });
        var earlier = record.Fires.LastOrDefault(IsOpen);
        if (earlier is null || spec.Concurrency == ConcurrencyPolicy.Allow)
            return Add(record, fire);
        if (spec.Concurrency == ConcurrencyPolicy.Forbid)
            return Add(record, fire with { State = FireState.Skipped, Reason = $"{spec.CampaignName(earlier.Nominal)} was running" });
        record = Change(record, known => known.State == FireState.Waiting
            ? known with { State = FireState.Skipped, Reason = $"{spec.CampaignName(fire.Nominal)} replaced it before it began" }
            : known);
        return Add(record, fire with { State = FireState.Waiting });
    }

    /// <summary>Lets begin what waits for nothing any more, and drops the oldest notes.</summary>
    private static ScheduleRecord Settle(ScheduleRecord record)
    {
        if (!record.Fires.Any(IsActive))
            record = Change(record, fire => fire.State == FireState.Waiting ? fire with { State = FireState.Firing } : fire);
        var beyond = record.Fires.Count(IsNote) - Notes;
        return beyond <= 0 ? record : record with { Fires = [.. record.Fires.Where(fire => !IsNote(fire) || --beyond < 0)] };
    }

    private static bool IsNote(FireRecord fire) => fire.State is FireState.Missed or FireState.Skipped or FireState.Refused;

    private static ScheduleRecord Note(ScheduleRecord record, DateTimeOffset nominal, string reason) =>
        record.Fires.Any(known => known.Nominal == nominal) ? record : Add(record, new FireRecord { Nominal = nominal, State = FireState.Missed, Reason = reason });

    private static ScheduleRecord Add(ScheduleRecord record, FireRecord fire) => record with { Fires = [.. record.Fires, fire] };

    private static ScheduleRecord Change(ScheduleRecord record, Func<FireRecord, FireRecord> change)
    {
        var fires = record.Fires.Select(change).ToList();
        return fires.SequenceEqual(record.Fires) ? record : record with { Fires = fires };
    }
}
