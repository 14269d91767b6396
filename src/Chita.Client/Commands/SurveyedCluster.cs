using Chita.Grains.Planning;
using Chita.Planning;

namespace Chita.Client.Commands;

/// <summary>Silos that are there, as the cost model sees them: all like the slowest and fullest, which the others wait for.</summary>
internal static class SurveyedCluster
{
    public static PlannedCluster Of(ClusterSurvey survey)
    {
        var silos = survey.Silos;
        var free = silos.Min(silo => silo.Silo.Free);
        return new PlannedCluster
        {
            Silos = silos.Count,
            Memory = free == long.MaxValue ? free : free + SolveWorkspace.ProcessBytes,
            Spills = silos.All(silo => silo.Silo.SpillFree is not null),
            Threads = silos.Min(silo => silo.Silo.Threads),
            Cores = silos.Min(silo => silo.Silo.Cores / (double)silos.Count(other => other.Silo.Host == silo.Silo.Host)),
            Latency = silos.All(silo => silo.Silo.Host == silos[0].Silo.Host) ? 0 : 50e-6,
            Speeds = silos.Select(silo => silo.Speeds).Aggregate(Slower),
        };
    }

    private static MachineSpeeds Slower(MachineSpeeds a, MachineSpeeds b) => new()
    {
        PassPerThread = Math.Min(a.PassPerThread, b.PassPerThread),
        PassPerSilo = Math.Min(a.PassPerSilo, b.PassPerSilo),
        GramFlops = Math.Min(a.GramFlops, b.GramFlops),
        CholeskyFlops = Math.Min(a.CholeskyFlops, b.CholeskyFlops),
        RankSeconds = Math.Max(a.RankSeconds, b.RankSeconds),
        AnswerSeconds = Math.Max(a.AnswerSeconds, b.AnswerSeconds),
        AnswersAssumed = a.AnswersAssumed || b.AnswersAssumed,
        LocalCallSeconds = Math.Max(a.LocalCallSeconds, b.LocalCallSeconds),
        RemoteCallSeconds = Math.Max(a.RemoteCallSeconds, b.RemoteCallSeconds),
        TileBytesPerSecond = Math.Min(a.TileBytesPerSecond, b.TileBytesPerSecond),
        SumBytesPerSecond = Math.Min(a.SumBytesPerSecond, b.SumBytesPerSecond),
        SampleSeconds = a.SampleSeconds is { } x && b.SampleSeconds is { } y ? Math.Max(x, y) : null,
    };
}
