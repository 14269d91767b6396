using Orleans.Configuration;

namespace Chita.Silo.Clustering;

/// <summary>How soon a silo that is gone is missed: killed, within 5 s; frozen, within 15 s; one that only computes, never.</summary>
internal static class Liveness
{
    public static void AddLiveness(this ISiloBuilder silo) => silo.Configure<ClusterMembershipOptions>(membership =>
    {
        membership.ProbeTimeout = TimeSpan.FromSeconds(1);
        membership.MaxProbeTimeout = TimeSpan.FromSeconds(3); // three of them: what a frozen silo costs
        membership.NumMissedProbesLimit = 3;
        membership.NumVotesForDeathDeclaration = 1; // in a cluster of two there is no second voter
        membership.TableRefreshTimeout = TimeSpan.FromSeconds(10);
        membership.IAmAliveTablePublishTimeout = TimeSpan.FromSeconds(5);
    });
}
