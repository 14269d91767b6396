using Chita.Artifacts;
using Chita.Grains.Wire;
using Chita.Reports;
using Orleans.Concurrency;

namespace Chita.Grains.Artifacts;

/// <summary>As many on a silo as are asked at once. Disks and hashing are off the scheduler: the store sees to that.</summary>
[StatelessWorker, Reentrant]
internal sealed class OutputGrain(CampaignOutputs outputs) : Grain, IOutputGrain
{
    public Task<IReadOnlyList<FileRecord>?> Find(string campaign, CancellationToken cancellation) => outputs.FindAsync(campaign, cancellation);

    public async Task<WireVector<byte>> Read(string digest, long offset, int count, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, IOutputGrain.MostBytes);
        var store = outputs.Store ?? throw new ArtifactException($"{digest} is not here: this cluster keeps no artifacts; expected chita-silo with --artifacts");
        var bytes = new byte[count];
        var read = await store.ReadAsync(digest, offset, bytes, cancellation);
        return new WireVector<byte>(bytes.AsMemory(0, read));
    }
}
