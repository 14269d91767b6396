using System.Globalization;

namespace Chita.EndToEnd.Tests.Faults;

/// <summary>A clock of a process's own, which jumps when told so: libfaketime, loaded before all else. How long things take it does not change.</summary>
internal sealed class FakeClock : IDisposable
{
    /// <summary>Why tests are skipped without it.</summary>
    public const string Missing = "libfaketime is not installed; test.sh does that";

    private readonly TemporaryFolder _folder = new();

    private FakeClock(string library)
    {
        // The last one: else threads that wait for a time wake at once, again and again.
        Prefix =
        [
            "env", $"LD_PRELOAD={library}", $"FAKETIME_TIMESTAMP_FILE={Offset}", "FAKETIME_CACHE_DURATION=1", "FAKETIME_DONT_FAKE_MONOTONIC=1", "FAKETIME_FORCE_MONOTONIC_FIX=0",
        ];
        Jump(TimeSpan.Zero);
    }

    /// <summary>What to put before a command, so that it goes by this clock.</summary>
    public string[] Prefix { get; }

    private string Offset => Path.Combine(_folder.Root, "offset");

    /// <summary>A clock that is right; skips the test where the library is missing.</summary>
    public static FakeClock Take()
    {
        var clock = TryTake();
        Assert.SkipWhen(clock is null, Missing);
        return clock!;
    }

    /// <summary>A clock that is right; null where the library is missing.</summary>
    public static FakeClock? TryTake()
    {
        var found = Directory.GetDirectories("/usr/lib").Append("/usr/lib").Select(folder => Path.Combine(folder, "faketime", "libfaketimeMT.so.1")).FirstOrDefault(File.Exists);
        return found is null ? null : new FakeClock(found);
    }

    /// <summary>From now on it is so far ahead.</summary>
    public void Jump(TimeSpan ahead)
    {
        var next = Offset + ".next";
        File.WriteAllText(next, ahead.TotalSeconds.ToString("+0;-0;+0", CultureInfo.InvariantCulture));
        File.Move(next, Offset, overwrite: true);
    }

    public void Dispose() => _folder.Dispose();
}
