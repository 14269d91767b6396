using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Chita.Benchmarks.Machine;

namespace Chita.Benchmarks.Reports;

/// <summary>When and on what the numbers were measured.</summary>
internal static class Surroundings
{
    private const string Title = "Where this was measured";

    public static Section Describe(TimeProvider time, int threads, double bandwidth, double share) => new(Title, Warning(share),
    [
        new ReportTable("", ["", "value"],
        [
            .. Machine(time),
            ["Solver threads", FormattableString.Invariant($"{threads}")],
            ["Share of the cores it got", Figures.Percent(share)],
            ["Read bandwidth", FormattableString.Invariant($"{bandwidth / 1e9:0.0} GB/s")],
        ]),
    ]);

    /// <summary>For processes whose share of the cores cannot be told.</summary>
    /// <param name="time">The clock.</param>
    /// <param name="load">The machine's load before the first of them.</param>
    public static Section Describe(TimeProvider time, double load) => new(Title, [],
        [new ReportTable("", ["", "value"], [.. Machine(time), ["Load of the machine before", Figures.Fixed(load, 1)]])]);

    private static IEnumerable<string[]> Machine(TimeProvider time) =>
    [
        ["Date", FormattableString.Invariant($"{time.GetUtcNow():yyyy-MM-dd HH:mm} UTC")],
        ["Processor", Processor()],
        ["Cores", FormattableString.Invariant($"{Environment.ProcessorCount}, vectors of {VectorBits} bits")],
        ["Memory", FormattableString.Invariant($"{GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (double)(1 << 30):0.0} GiB")],
        ["Runtime", $"{RuntimeInformation.FrameworkDescription}, {RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}"],
    ];

    private static string[] Warning(double share) => share >= Quietness.Enough ? [] :
        ["**Other programs were using this machine: the times, rates and shares below are not to be relied on.** Objectives, bounds and iterations are not touched by that."];

    private static int VectorBits => Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : 128;

    private static string Processor()
    {
        const string Description = "/proc/cpuinfo", Key = "model name";
        var line = File.Exists(Description) ? File.ReadLines(Description).FirstOrDefault(line => line.StartsWith(Key, StringComparison.Ordinal)) : null;
        return line is null ? "unknown" : line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
    }
}
