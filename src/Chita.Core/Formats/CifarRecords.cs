namespace Chita.Formats;

/// <summary>
/// A file of CIFAR-10's binary records (cs.toronto.edu/~kriz/cifar.html): a label byte, then 3 × 32 × 32 bytes, the
/// planes red, green, blue; plain or gzip. Read whole into memory.
/// </summary>
public sealed class CifarRecords
{
    /// <summary>Bytes of an image: 3 planes of 32 × 32.</summary>
    public const int ImageLength = 3 * 32 * 32;

    /// <summary>Bytes of a record: the label, then the image.</summary>
    public const int RecordLength = 1 + ImageLength;

    private CifarRecords(string path, byte[] data) => (Path, Data) = (path, data);

    /// <summary>The path given to <see cref="Read"/>.</summary>
    public string Path { get; }

    /// <summary>The number of records.</summary>
    public int Count => Data.Length / RecordLength;

    /// <summary>All records, one after the other.</summary>
    public byte[] Data { get; }

    /// <summary>Reads a file.</summary>
    /// <exception cref="InvalidInputException">The file is missing, damaged, empty, or not a whole number of records.</exception>
    public static CifarRecords Read(string path)
    {
        using var source = ByteSource.Open(path, "a file of CIFAR-10 binary records");
        if (!source.IsGzip)
            CheckLength(path, source.MaxLength); // before anything is allocated
        var data = source.ReadRest();
        CheckLength(path, data.Length);
        return new CifarRecords(path, data);
    }

    /// <summary>The label of a record.</summary>
    public byte Label(int record) => Data[record * RecordLength];

    /// <summary>The image of a record, [3, 32, 32].</summary>
    public ReadOnlySpan<byte> Image(int record) => Data.AsSpan((record * RecordLength) + 1, ImageLength);

    private static void CheckLength(string path, long length)
    {
        if (length == 0 || length % RecordLength != 0)
        {
            throw new InvalidInputException(
                $"{path}: {length} bytes are not one or more CIFAR-10 records, which have {RecordLength} bytes (1 label, 3 × 32 × 32 pixels).");
        }
    }
}
