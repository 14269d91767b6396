using System.Diagnostics;
using System.Globalization;

namespace Chita.EndToEnd.Tests.Faults;

/// <summary>A file system of a few bytes, in memory. Only root can mount one: for others the test is skipped.</summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private SmallDisk()
    {
    }

    public string Root => _folder.Root;

    public static SmallDisk Mount(int bytes)
    {
        var disk = new SmallDisk();
        if (Run("mount", "-t", "tmpfs", "-o", string.Create(CultureInfo.InvariantCulture, $"size={bytes}"), "tmpfs", disk.Root))
            return disk;
        disk._folder.Dispose();
        Assert.Skip("A file system in memory can be mounted by root only.");
        return disk;
    }

    public void Dispose()
    {
        Run("umount", Root);
        _folder.Dispose();
    }

    private static bool Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
