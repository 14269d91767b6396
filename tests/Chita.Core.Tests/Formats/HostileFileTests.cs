using Chita.Formats;

namespace Chita.Core.Tests.Formats;

/// <summary>Whatever bytes a reader is given: it reads them or explains itself, soon, within memory that the file's size explains.</summary>
public sealed class HostileFileTests : IDisposable
{
    // What a reader may allocate: handles, buffers and an exception; beyond that so many bytes per byte the file can stand
    // for (header objects are larger than their JSON; growing arrays hold what arrived up to three times).
    private const long Overhead = 512 * 1024;
    private const long BytesPerByte = 16;
    private const long DeflateRatio = 1032;

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Kinds => [.. Readers.Keys];

    private static Dictionary<string, (byte[] Valid, Action<string> Read)> Readers { get; } = new()
    {
        ["safetensors"] = (
            ValidFiles.Safetensors(
                """{"__metadata__":{"format":"pt"},"a.weight":{"dtype":"F32","shape":[2,1],"data_offsets":[0,8]},"s":{"dtype":"I64","shape":[],"data_offsets":[8,16]}} """,
                new byte[16]),
            ReadSafetensors),
        ["npy version 1"] = (ValidFiles.Npy(ValidFiles.NpyDictionary("<i2", 3, 2), new byte[12]), ReadNpy),
        ["npy version 3"] = (ValidFiles.Npy(ValidFiles.NpyDictionary("<f8", 2), new byte[16], major: 3), ReadNpy),
        ["idx"] = (ValidFiles.Idx([2, 3, 3], new byte[18]), path => IdxFile.Read(path)),
        ["idx gzip"] = (ValidFiles.Gzip(ValidFiles.Idx([2, 28, 28], ValidFiles.Pixels(0)[..1568])), path => IdxFile.Read(path)),
        ["cifar"] = (ValidFiles.Cifar(7), path => CifarRecords.Read(path)),
        ["cifar gzip"] = (ValidFiles.Gzip(ValidFiles.Cifar(7)), path => CifarRecords.Read(path)),
    };

    public void Dispose() => _folder.Dispose();

    [Theory, MemberData(nameof(Kinds))]
    public void The_undamaged_file_is_read(string kind) => Assert.True(IsRead(kind, Readers[kind].Valid));

    [Theory, MemberData(nameof(Kinds))]
    public void A_file_cut_off_anywhere_is_refused(string kind)
    {
        // The runtime does not miss gzip's trailer of 8 bytes; before it, the content is complete anyway.
        var valid = Readers[kind].Valid;
        var end = valid.Length - (kind.EndsWith("gzip", StringComparison.Ordinal) ? 8 : 0);
        for (var length = 0; length < end; length += 1 + (length / 100))
            Assert.False(IsRead(kind, valid[..length]), $"read although cut off after {length} of {valid.Length} bytes");
    }

    [Theory, MemberData(nameof(Kinds))]
    public void A_single_wrong_byte_is_read_or_refused(string kind) =>
        Gen.Select(Gen.Int[0, Readers[kind].Valid.Length - 1], Gen.Byte).Sample(
            (position, value) =>
            {
                var content = Readers[kind].Valid.ToArray();
                content[position] = value;
                IsRead(kind, content);
            },
            iter: 600, threads: 1);

    [Theory, MemberData(nameof(Kinds))]
    public void Random_bytes_are_read_or_refused(string kind) =>
        Gen.Byte.Array[0, 400].Sample(content => { IsRead(kind, content); }, iter: 300, threads: 1);

    [Theory, MemberData(nameof(Kinds))]
    public void Random_bytes_after_a_valid_start_are_read_or_refused(string kind) =>
        Gen.Select(Gen.Int[0, Readers[kind].Valid.Length], Gen.Byte.Array[0, 400]).Sample(
            (start, rest) => { IsRead(kind, [.. Readers[kind].Valid[..start], .. rest]); }, iter: 300, threads: 1);

    [Theory]
    [InlineData("safetensors"), InlineData("npy version 1"), InlineData("idx"), InlineData("cifar")]
    public void A_byte_too_many_is_refused(string kind) => Assert.False(IsRead(kind, [.. Readers[kind].Valid, 0]));

    [Theory, MemberData(nameof(Kinds))]
    public void A_missing_file_is_refused_by_name(string kind)
    {
        var error = Assert.Throws<InvalidInputException>(() => Readers[kind].Read(_folder["absent"]));
        Assert.Contains("absent: there is no such file", error.Message);
    }

    [Theory, MemberData(nameof(Kinds))]
    public void A_folder_is_refused_by_name(string kind)
    {
        var error = Assert.Throws<InvalidInputException>(() => Readers[kind].Read(_folder[""]));
        Assert.Contains("this is a folder", error.Message);
    }

    private bool IsRead(string kind, byte[] content)
    {
        var path = _folder.Write("file", content);
        var possible = content is [0x1f, 0x8b, ..] ? content.Length * DeflateRatio : content.Length;
        var before = GC.GetAllocatedBytesForCurrentThread();
        var read = true;
        try
        {
            Readers[kind].Read(path);
        }
        catch (InvalidInputException e)
        {
            read = false;
            Assert.Contains(path, e.Message);
        }

        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(allocated <= Overhead + (BytesPerByte * possible), $"{allocated} bytes allocated for a file of {content.Length}");
        return read;
    }

    private static void ReadSafetensors(string path)
    {
        using var file = SafetensorsFile.Open(path);
        foreach (var tensor in file.Tensors)
            file.Read(tensor, 0, new byte[tensor.ByteLength]);
    }

    private static void ReadNpy(string path)
    {
        using var file = NpyFile.Open(path);
        file.Read(0, new byte[file.ByteLength]);
    }
}
