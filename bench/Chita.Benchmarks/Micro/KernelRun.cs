using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Filters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Chita.Client;

namespace Chita.Benchmarks.Micro;

/// <summary>Runs the kernels' benchmarks in this process: they are internal, and libtorch's folder need not be found again.</summary>
internal static class KernelRun
{
    /// <param name="filter">Globs of names; none: every benchmark.</param>
    /// <param name="quick">Fewer, shorter runs.</param>
    public static int Run(string[] filter, bool quick)
    {
        var config = ManualConfig.Create(DefaultConfig.Instance)
            .AddJob((quick ? Job.ShortRun : Job.Default).WithToolchain(InProcessEmitToolchain.Instance))
            .WithArtifactsPath(Path.Combine(AppContext.BaseDirectory, "BenchmarkDotNet"))
            .WithOptions(ConfigOptions.JoinSummary);
        if (filter.Length > 0)
            config.AddFilter(new GlobFilter(filter));
        var summaries = BenchmarkRunner.Run(typeof(KernelRun).Assembly, config);
        if (summaries.Any(summary => summary.BenchmarksCases.Length > 0))
            return ExitCodes.Done;
        Console.Error.WriteLine($"Chita.Benchmarks: --filter {string.Join(' ', filter)} matches no benchmark.");
        return ExitCodes.InvalidInput;
    }
}
