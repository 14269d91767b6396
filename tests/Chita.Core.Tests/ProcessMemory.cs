using System.Globalization;

namespace Chita.Core.Tests;

/// <summary>Physical memory of a process.</summary>
/// <param name="Now">Bytes at present.</param>
/// <param name="Peak">The most bytes at any time.</param>
internal readonly record struct ProcessMemory(long Now, long Peak)
{
    public static ProcessMemory Of(int process)
    {
        var lines = File.ReadAllLines($"/proc/{process.ToString(CultureInfo.InvariantCulture)}/status");
        return new ProcessMemory(Bytes("VmRSS:"), Bytes("VmHWM:"));

        long Bytes(string name) => 1024 * long.Parse(
            lines.First(line => line.StartsWith(name, StringComparison.Ordinal))[name.Length..].TrimEnd('B', 'k').Trim(), CultureInfo.InvariantCulture);
    }
}
