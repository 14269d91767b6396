using System.Reflection;
using Chita.Grains.Wire;
using Chita.Numerics;
using Orleans.Placement;

namespace Chita.Grains.Placement;

/// <summary>Speaks for the silo it lives on.</summary>
[OnSilo, Immovable]
internal sealed class SiloGrain(ILocalSiloDetails silo, SolverThreads threads, MemoryBudget budget, OpenBlocks open, SiloResources resources) : Grain, ISiloGrain
{
    private static readonly string Version =
        typeof(SiloGrain).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    public Task<SiloDescription> Describe() => Task.FromResult(new SiloDescription(
        silo.SiloAddress, Environment.MachineName, Version, threads.Count, budget.Limit, budget.Reserved, Environment.ProcessorCount, NativeBytes.InUse, SpillFree()));

    public Task<HeldBlocks> BlocksOf(string run)
    {
        var (blocks, bytes) = open.Of(run);
        return Task.FromResult(new HeldBlocks(WireVector.Of(blocks), bytes));
    }

    public Task CloseBlocks(string run, long epoch) => open.CloseAsync(run, epoch);

    /// <summary>A folder that went away has no room.</summary>
    private long? SpillFree()
    {
        if (resources.Spill is not { } folder)
            return null;
        try
        {
            return new DriveInfo(folder).AvailableFreeSpace;
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
