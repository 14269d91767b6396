using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace Chita.Silo.Clustering;

/// <summary>
/// Refuses to join silos of another version. A silo's version is part of its name in the table of members, so the check needs no other place,
/// and a cluster that is gone leaves nothing behind that would refuse the next one.
/// </summary>
internal sealed class VersionCheck(IMembershipTable table, ILocalSiloDetails self, IOptions<ClusterMembershipOptions> membership, TimeProvider time)
    : ILifecycleParticipant<ISiloLifecycle>
{
    /// <summary>The name of a silo in the table of members.</summary>
    public static string SiloName(SiloOptions options) =>
        $"{options.Name ?? $"{Environment.MachineName}-{options.SiloPort}"} {ChitaVersion.Release}/{options.ProtocolVersion}";

    // By then this silo stands in the table as joining: of two that start at once, the later one to be written there sees the other.
    public void Participate(ISiloLifecycle lifecycle) =>
        lifecycle.Subscribe(nameof(VersionCheck), ServiceLifecycleStage.BecomeActive - 1, CheckAsync);

    private async Task CheckAsync(CancellationToken cancellation)
    {
        // Entries that nobody renews are of silos that died with nobody left to notice.
        var stale = time.GetUtcNow().UtcDateTime - membership.Value.IAmAliveTablePublishTimeout * membership.Value.NumMissedTableIAmAliveLimit;
        var members = await table.ReadAllAsync(cancellation);
        foreach (var (member, _) in members.Members)
        {
            if (member.SiloAddress.Equals(self.SiloAddress) || member.Status is not (SiloStatus.Joining or SiloStatus.Active) || member.EffectiveIAmAlive() < stale)
                continue;
            if (Version(member.SiloName) != Version(self.Name))
                throw new SiloStartException(
                    $"this silo is version {Version(self.Name)}, and {member.SiloName} at {member.SiloAddress.Endpoint} of the same cluster is version {Version(member.SiloName)} "
                    + "(release/protocol): stop the others first, or give this one another --cluster-id");
        }
    }

    private static string Version(string? name) => name?.Split(' ') is [_, var version] ? version : "unknown";
}

internal static class MembershipEntries
{
    /// <summary>When an entry was last renewed: a silo writes its first sign of life only after a while.</summary>
    public static DateTime EffectiveIAmAlive(this MembershipEntry entry) => entry.IAmAliveTime > entry.StartTime ? entry.IAmAliveTime : entry.StartTime;
}
