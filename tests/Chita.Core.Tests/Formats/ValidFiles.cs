using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Chita.Formats;

namespace Chita.Core.Tests.Formats;

/// <summary>Small files as other programs write them, in bytes.</summary>
internal static class ValidFiles
{
    /// <summary>A safetensors file from its JSON header, as it stands, and its data.</summary>
    public static byte[] Safetensors(string json, params byte[] data)
    {
        var header = Encoding.UTF8.GetBytes(json);
        var length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        return [.. length, .. header, .. data];
    }

    /// <summary>A .npy file of format version <paramref name="major"/> from its header's dictionary, as it stands, and its data.</summary>
    public static byte[] Npy(string dictionary, byte[] data, byte major = 1)
    {
        var header = Encoding.Latin1.GetBytes(dictionary + " \n");
        var length = new byte[major == 1 ? 2 : 4];
        if (major == 1)
            BinaryPrimitives.WriteUInt16LittleEndian(length, (ushort)header.Length);
        else
            BinaryPrimitives.WriteInt32LittleEndian(length, header.Length);
        return [0x93, .. "NUMPY"u8, major, 0, .. length, .. header, .. data];
    }

    /// <summary>A .npy header's dictionary as numpy.save writes it.</summary>
    public static string NpyDictionary(string descr, params long[] shape) =>
        $"{{'descr': '{descr}', 'fortran_order': False, 'shape': ({string.Join(", ", shape)}{(shape.Length == 1 ? "," : "")}), }}";

    /// <summary>An IDX file of unsigned bytes.</summary>
    public static byte[] Idx(int[] shape, byte[] data)
    {
        var dimensions = new byte[4 * shape.Length];
        for (var i = 0; i < shape.Length; i++)
            BinaryPrimitives.WriteInt32BigEndian(dimensions.AsSpan(4 * i), shape[i]);
        return [0, 0, 8, (byte)shape.Length, .. dimensions, .. data];
    }

    /// <summary>CIFAR records with these labels and pixels that follow from the record's number.</summary>
    public static byte[] Cifar(params byte[] labels) =>
        [.. labels.SelectMany((label, record) => Pixels(record).Prepend(label))];

    /// <summary>The pixels of a record of <see cref="Cifar"/>.</summary>
    public static byte[] Pixels(int record)
    {
        var pixels = new byte[CifarRecords.ImageLength];
        new Random(record).NextBytes(pixels);
        return pixels;
    }

    /// <summary>The content in gzip.</summary>
    public static byte[] Gzip(byte[] content)
    {
        using var buffer = new MemoryStream();
        using (var gzip = new GZipStream(buffer, CompressionLevel.SmallestSize))
            gzip.Write(content);
        return buffer.ToArray();
    }
}
