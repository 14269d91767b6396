using System.Buffers.Binary;
using System.Text;

namespace Chita.Core.Tests.Scheduling;

/// <summary>A zone's changes of the clock, read from the system's own file (TZif, RFC 8536): independent of what .NET makes of it.</summary>
internal sealed class ZoneFile
{
    private readonly long[] _changes; // seconds since 1970
    private readonly int[] _offsets;  // seconds, from each change on

    private ZoneFile(long[] changes, int[] offsets) => (_changes, _offsets) = (changes, offsets);

    /// <summary>Reads a zone that the system has.</summary>
    public static ZoneFile Read(string zone)
    {
        var file = File.ReadAllBytes(Path.Combine("/usr/share/zoneinfo", zone)).AsSpan();
        Assert.Equal("TZif", Encoding.ASCII.GetString(file[..4]));
        var (utc, wall, leaps, times, types, letters) = Counts(file);
        file = file[(44 + times * 5 + types * 6 + letters + leaps * 8 + wall + utc)..]; // past the old half, whose times have 32 bits
        (_, _, _, times, types, _) = Counts(file);
        var at = file[44..];
        var index = at[(times * 8)..];
        var kinds = index[times..];
        var (changes, offsets) = (new long[times], new int[times]);
        for (var i = 0; i < times; i++)
        {
            changes[i] = BinaryPrimitives.ReadInt64BigEndian(at[(8 * i)..]);
            offsets[i] = BinaryPrimitives.ReadInt32BigEndian(kinds[(6 * index[i])..]);
        }

        return new ZoneFile(changes, offsets);
    }

    /// <summary>Changes of the offset in some years; there must be some in the file.</summary>
    public IEnumerable<DateTimeOffset> Changes(int first, int last) => Enumerable.Range(1, _changes.Length - 1)
        .Where(i => _offsets[i] != _offsets[i - 1])
        .Select(i => DateTimeOffset.FromUnixTimeSeconds(_changes[i]))
        .Where(change => change.Year >= first && change.Year <= last);

    /// <summary>What its clock shows.</summary>
    public DateTime Local(DateTimeOffset instant)
    {
        var found = Array.BinarySearch(_changes, instant.ToUnixTimeSeconds());
        return instant.UtcDateTime.AddSeconds(_offsets[found >= 0 ? found : ~found - 1]);
    }

    private static (int Utc, int Wall, int Leaps, int Times, int Types, int Letters) Counts(ReadOnlySpan<byte> header)
    {
        var counts = new int[6];
        for (var i = 0; i < 6; i++)
            counts[i] = BinaryPrimitives.ReadInt32BigEndian(header[(20 + 4 * i)..]);
        return (counts[0], counts[1], counts[2], counts[3], counts[4], counts[5]);
    }
}
