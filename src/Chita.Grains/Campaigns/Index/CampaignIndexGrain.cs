using Chita.Grains.Storage;
using Orleans.Concurrency;
using Orleans.Placement;

namespace Chita.Grains.Campaigns;

/// <summary>Entries in memory, in the order of their names, and in one state. Changes that come while another is written are written together.</summary>
[Reentrant, RandomPlacement]
internal sealed class CampaignIndexGrain : Grain, ICampaignIndexGrain
{
    private readonly Durable<CampaignIndexRecord> _record;
    private readonly Guid _me = Guid.NewGuid();
    private readonly SortedDictionary<string, CampaignEntry> _entries = new(StringComparer.Ordinal);
    private long _changes; // made
    private long _kept;    // of them, written, or being written
    private CampaignIndexRecord? _last; // written, or being written

    public CampaignIndexGrain([PersistentState("index", GrainStorage.Name)] IPersistentState<CampaignIndexRecord> record, TimeProvider time) => _record = new(record, time);

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _last = _record.Value;
        foreach (var entry in _last.Entries)
            _entries[entry.Name] = entry;
        return Task.CompletedTask;
    }

    public Task Put(CampaignEntry entry)
    {
        // What was said before the end, or of a run before, may come late.
        if (!_entries.TryGetValue(entry.Name, out var known) || (known.Run == entry.Run ? !known.State.IsFinal() && known.State != entry.State : known.Submitted <= entry.Submitted))
        {
            _entries[entry.Name] = entry;
            _changes++;
        }

        return KeepAsync();
    }

    public Task Remove(string name, string run)
    {
        if (_entries.TryGetValue(name, out var known) && known.Run == run)
        {
            _entries.Remove(name);
            _changes++;
        }

        return KeepAsync();
    }

    public Task<IReadOnlyList<CampaignEntry>> List(CampaignFilter filter, string after, int most) => Task.FromResult<IReadOnlyList<CampaignEntry>>(
        [.. _entries.Values.Where(entry => string.CompareOrdinal(entry.Name, after) > 0 && filter.Takes(entry)).Take(most)]);

    /// <summary>Returns when what was changed by now is written, by whoever writes.</summary>
    private async Task KeepAsync()
    {
        var mine = _changes;
        try
        {
            await _record.ChangeAsync(record =>
            {
                if (!ReferenceEquals(record, _last))
                    throw new StaleOwnerException("Another activation of this part of the index has written since.");
                if (_kept >= mine)
                    return record;
                _kept = _changes;
                return _last = new CampaignIndexRecord { Writer = _me, Epoch = record.Epoch + 1, Entries = [.. _entries.Values] };
            });
        }
        catch (StaleOwnerException)
        {
            DeactivateOnIdle(); // the entries here are not all there are
            throw;
        }
    }
}
