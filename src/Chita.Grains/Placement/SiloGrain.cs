using System.Reflection;
using Chita.Grains.Wire;
using Chita.Numerics;
using Orleans.Placement;

namespace Chita.Grains.Placement;

/// <summary>Speaks for the silo it lives on.</summary>
[OnSilo, Immovable]
internal sealed class SiloGrain(ILocalSiloDetails silo, SolverThreads threads, MemoryBudget budget, OpenBlocks open) : Grain, ISiloGrain
{
    private static readonly string Version =
        typeof(SiloGrain).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    public Task<SiloDescription> Describe() => Task.FromResult(new SiloDescription(
        silo.SiloAddress, Environment.MachineName, Version, threads.Count, budget.Limit, budget.Reserved, Environment.ProcessorCount, NativeBytes.InUse));

    public Task<WireVector<int>> BlocksOf(string run) => Task.FromResult(WireVector.Of(open.Of(run)));

    public Task CloseBlocks(string run, long epoch) => open.CloseAsync(run, epoch);
}
