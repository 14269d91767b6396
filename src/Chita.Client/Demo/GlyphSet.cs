using System.Buffers.Binary;
using Chita.Numerics;

namespace Chita.Client.Demo;

/// <summary>Labelled glyph images, and how they are kept on disk: as IDX files with the names that MNIST's have.</summary>
/// <param name="Pixels">Size × Size bytes an image.</param>
/// <param name="Labels">One byte an image.</param>
internal sealed record GlyphSet(byte[] Pixels, byte[] Labels)
{
    private const int ImageBytes = GlyphRenderer.Size * GlyphRenderer.Size;

    public int Count => Labels.Length;

    public ReadOnlySpan<byte> Image(int index) => Pixels.AsSpan(index * ImageBytes, ImageBytes);

    /// <summary>Draws a set: image i is of class i mod 10 and depends on seed and i alone.</summary>
    public static GlyphSet Draw(int count, long seed)
    {
        var set = new GlyphSet(new byte[count * ImageBytes], new byte[count]);
        Parallel.For(0, count, i =>
        {
            set.Labels[i] = (byte)(i % GlyphRenderer.Classes);
            GlyphRenderer.Draw(set.Labels[i], new Dice(CounterRandom.For(seed, i)), set.Pixels.AsSpan(i * ImageBytes, ImageBytes));
        });
        return set;
    }

    /// <summary>Writes <c>{name}-images-idx3-ubyte</c> and <c>{name}-labels-idx1-ubyte</c>.</summary>
    /// <returns>The name of the images' file.</returns>
    public string Write(string folder, string name)
    {
        var images = $"{name}-images-idx3-ubyte";
        WriteIdx(Path.Combine(folder, images), Pixels, Count, GlyphRenderer.Size, GlyphRenderer.Size);
        WriteIdx(Path.Combine(folder, $"{name}-labels-idx1-ubyte"), Labels, Count);
        return images;
    }

    /// <summary>IDX: 0, 0, 8 (unsigned bytes), the rank; each dimension in four bytes, the big end first; the data.</summary>
    private static void WriteIdx(string path, byte[] data, params ReadOnlySpan<int> shape)
    {
        using var file = File.Create(path);
        Span<byte> number = [0, 0, 8, (byte)shape.Length];
        file.Write(number);
        foreach (var length in shape)
        {
            BinaryPrimitives.WriteInt32BigEndian(number, length);
            file.Write(number);
        }
        file.Write(data);
    }
}
