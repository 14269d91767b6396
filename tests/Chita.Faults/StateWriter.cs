using System.Globalization;
using Chita.EndToEnd.Tests.Storage;
using Chita.Grains;
using Chita.Silo;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Storage;

namespace Chita.Faults;

/// <summary>Counts in a state of the file storage, and says each number on standard output once it is written: a process to be killed at that.</summary>
internal static class StateWriter
{
    private static readonly GrainId Grain = GrainId.Create("storagetest", "counter");

    /// <param name="folder">The folder of states.</param>
    /// <param name="writes">How many times; 0: until it is killed.</param>
    public static async Task<int> RunAsync(string folder, int writes)
    {
        using var host = SiloHost.Build(new SiloOptions { Storage = StorageKind.File, State = folder, DataRoot = folder });
        var storage = host.Services.GetRequiredKeyedService<IGrainStorage>(GrainStorage.Name);
        for (var done = 0; writes == 0 || done < writes;)
        {
            var state = new KeptState<Counter>(new Counter());
            await storage.ReadStateAsync("sample", Grain, state);
            state.State = new Counter { Count = state.State.Count + 1, Name = new string('x', 10_000) };
            try
            {
                await storage.WriteStateAsync("sample", Grain, state);
            }
            catch (InconsistentStateException)
            {
                continue; // another process was faster
            }

            done++;
            Console.WriteLine(state.State.Count.ToString(CultureInfo.InvariantCulture));
        }

        return 0;
    }

    private sealed record Counter
    {
        public long Count { get; init; }

        public string Name { get; init; } = "";
    }
}
