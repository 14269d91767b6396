using System.Text.Json;
using Chita.Benchmarks.Machine;
using Chita.Blocks;
using Chita.Numerics;

namespace Chita.Benchmarks.Commands;

/// <summary><c>memory</c>: one line of JSON for the process that started this one.</summary>
internal static class MemoryRun
{
    public static async Task RunAsync(int rows, int weights, GradientStorage storage, int count, CancellationToken cancellation)
    {
        using var threads = new SolverThreads(count);
        Console.WriteLine(JsonSerializer.Serialize(await SolveMemory.HereAsync(rows, weights, storage, threads, cancellation)));
    }
}
