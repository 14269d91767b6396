namespace Chita.Grains.Schedules;

/// <summary>The names of all schedules; a name may be there for a moment without its schedule. There is one, of key <see cref="Key"/>.</summary>
[Alias("chita.IScheduleIndex")]
public interface IScheduleIndexGrain : IGrainWithStringKey
{
    /// <summary>Its key.</summary>
    const string Key = "schedules";

    /// <summary>Adds a schedule; one that is there already stays.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="id">Names it among all that had the name.</param>
    [Alias("add")]
    Task Add(string name, string id);

    /// <summary>Removes a schedule, if it is there. Another one of its name stays.</summary>
    [Alias("remove")]
    Task Remove(string name, string id);

    /// <summary>All names, sorted.</summary>
    [Alias("list")]
    Task<IReadOnlyList<string>> List();
}
