using System.Globalization;

namespace Chita.Benchmarks.Machine;

/// <summary>How many threads of the whole machine wanted to run in the last minute, on average.</summary>
internal static class SystemLoad
{
    public static double Now => double.Parse(File.ReadAllText("/proc/loadavg").Split(' ')[0], CultureInfo.InvariantCulture);
}
