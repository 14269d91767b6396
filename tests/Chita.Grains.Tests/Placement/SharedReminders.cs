using System.Globalization;

namespace Chita.Grains.Tests.Placement;

/// <summary>
/// The reminders of all silos of a test, as a database has them: they outlive every silo. Orleans' own table in memory is a grain, and dies with
/// the silo that it happens to be on.
/// </summary>
internal sealed class SharedReminders : IReminderTable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(GrainId Grain, string Name), ReminderEntry> _rows = [];
    private long _version;

    public Task<ReminderTableData> ReadRows(GrainId grainId) => Task.FromResult(Where(row => row.GrainId == grainId));

    public Task<ReminderTableData> ReadRows(uint begin, uint end) => Task.FromResult(Where(row =>
    {
        var hash = row.GrainId.GetUniformHashCode();
        return begin < end ? hash > begin && hash <= end : hash > begin || hash <= end;
    }));

    public Task<ReminderEntry?> ReadRow(GrainId grainId, string reminderName) =>
        Task.FromResult(Where(row => row.GrainId == grainId && row.ReminderName == reminderName).Reminders.SingleOrDefault());

    public Task<string?> UpsertRow(ReminderEntry entry)
    {
        lock (_lock)
        {
            var kept = Copy(entry);
            kept.ETag = (++_version).ToString(CultureInfo.InvariantCulture);
            _rows[(kept.GrainId, kept.ReminderName)] = kept;
            return Task.FromResult<string?>(kept.ETag);
        }
    }

    public Task<bool> RemoveRow(GrainId grainId, string reminderName, string eTag)
    {
        lock (_lock)
            return Task.FromResult(_rows.TryGetValue((grainId, reminderName), out var row) && row.ETag == eTag && _rows.Remove((grainId, reminderName)));
    }

    public Task TestOnlyClearTable()
    {
        lock (_lock)
            _rows.Clear();
        return Task.CompletedTask;
    }

    private ReminderTableData Where(Func<ReminderEntry, bool> wanted)
    {
        lock (_lock)
            return new ReminderTableData([.. _rows.Values.Where(wanted).Select(Copy)]);
    }

    private static ReminderEntry Copy(ReminderEntry row) =>
        new() { GrainId = row.GrainId, ReminderName = row.ReminderName, StartAt = row.StartAt, Period = row.Period, ETag = row.ETag };
}
