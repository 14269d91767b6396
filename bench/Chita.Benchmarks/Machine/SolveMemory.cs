using System.Diagnostics;
using System.Text.Json;
using Chita.Benchmarks.Problems;
using Chita.Blocks;
using Chita.Numerics;
using Chita.Pruning;
using Chita.Selection;

namespace Chita.Benchmarks.Machine;

/// <summary>The memory of a whole solve, measured in a process of its own: a peak cannot be taken back.</summary>
/// <param name="Rows">n.</param>
/// <param name="Weights">p.</param>
/// <param name="Storage">How A is kept.</param>
/// <param name="NativePeak">Most native memory at once, bytes.</param>
/// <param name="ResidentPeak">Growth of the process to its largest, from before the blocks were made, bytes.</param>
internal sealed record SolveMemory(int Rows, int Weights, GradientStorage Storage, long NativePeak, long ResidentPeak)
{
    /// <summary>The size of A.</summary>
    public long Bytes => Storage.Bytes(Rows, Weights);

    /// <summary>What a solve may take: A, a tenth more, and 64 MiB.</summary>
    public double Limit => 1.10 * Bytes + (64 << 20);

    /// <summary>Starts this program again as <c>memory</c> and reads what it prints.</summary>
    public static async Task<SolveMemory> InChildAsync(int rows, int weights, GradientStorage storage, int threads, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(start.FileName) == "dotnet")
            start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "Chita.Benchmarks.dll"));
        foreach (var argument in (FormattableString[])[$"memory", $"--rows", $"{rows}", $"--weights", $"{weights}", $"--storage", $"{storage.Name()}", $"--threads", $"{threads}"])
            start.ArgumentList.Add(FormattableString.Invariant(argument));
        using var child = Process.Start(start)!;
        try
        {
            var printed = await child.StandardOutput.ReadToEndAsync(cancellation);
            await child.WaitForExitAsync(cancellation);
            return child.ExitCode == 0
                ? JsonSerializer.Deserialize<SolveMemory>(printed)!
                : throw new InvalidOperationException($"The memory of a solve was not measured: exit code {child.ExitCode}.");
        }
        finally
        {
            if (!child.HasExited)
                child.Kill();
        }
    }

    /// <summary>Measures in this process, which must have done nothing else.</summary>
    public static async Task<SolveMemory> HereAsync(int rows, int weights, GradientStorage storage, SolverThreads threads, CancellationToken cancellation)
    {
        using var native = new PeakNativeBytes();
        // Code is compiled, and the runtime grows to its working size, before the baseline is taken.
        await SolveAsync(rows, 2_000, storage, threads, cancellation);
        GC.Collect();
        var before = ProcessMemory.Of(Environment.ProcessId).Now;
        await SolveAsync(rows, weights, storage, threads, cancellation);
        return new SolveMemory(rows, weights, storage, native.Value, ProcessMemory.Of(Environment.ProcessId).Peak - before);
    }

    private static async Task SolveAsync(int rows, int weights, GradientStorage storage, SolverThreads threads, CancellationToken cancellation)
    {
        using var blocks = NoiseProblem.Create(rows, weights, storage, threads, cancellation);
        var problem = new PruningProblem { Rule = new Unstructured(weights / 10), Rows = rows, Ridge = 1e-3 };
        await PruningMethods.Named("chita").SolveAsync(problem, blocks.Root, threads, null, cancellation);
    }
}
