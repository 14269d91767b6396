using Orleans.Concurrency;

namespace Chita.Grains.Schedules;

/// <summary>One schedule, which starts a campaign at each instant of its calendar. Key: its name. Every call may be repeated.</summary>
[Alias("chita.ISchedule")]
public interface IScheduleGrain : IGrainWithStringKey
{
    /// <summary>Adds the schedule: it fires from now on. The same text again does nothing.</summary>
    /// <exception cref="InvalidInputException">There is one of this name with another text, or the text cannot be used.</exception>
    [Alias("add")]
    Task Add(ScheduleText schedule);

    /// <summary>How it stands; null when there is none of this name.</summary>
    [Alias("status"), AlwaysInterleave]
    Task<ScheduleStatus?> GetStatus();

    /// <summary>Nothing fires any more, and what waits is dropped; campaigns that run are not touched.</summary>
    /// <exception cref="UnknownNameException">There is none of this name.</exception>
    [Alias("suspend")]
    Task Suspend();

    /// <summary>It fires again, from now on: nothing is caught up.</summary>
    /// <exception cref="UnknownNameException">There is none of this name.</exception>
    [Alias("resume")]
    Task Resume();

    /// <summary>Fires now, also when suspended, as <c>concurrency</c> allows. The same instant again does nothing.</summary>
    /// <param name="instant">What names the fire, cut to the second: about now.</param>
    /// <returns>What became of it.</returns>
    /// <exception cref="UnknownNameException">There is none of this name.</exception>
    /// <exception cref="InvalidInputException">The instant is minutes away from now, by the silo's clock.</exception>
    [Alias("trigger")]
    Task<FireRecord> Trigger(DateTimeOffset instant);

    /// <summary>Removes the schedule: when this returns, nothing fires any more. Its campaigns are not touched; one that was decided already is started before.</summary>
    /// <exception cref="UnknownNameException">There is none of this name.</exception>
    [Alias("remove")]
    Task Remove();
}
