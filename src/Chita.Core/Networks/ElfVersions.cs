using System.Buffers.Binary;
using System.Text;

namespace Chita.Networks;

/// <summary>Edits the symbol version requests (<c>.gnu.version_r</c>) of a 64-bit little-endian ELF image.</summary>
internal static class ElfVersions
{
    private const int VersionNeeded = 0x6ffffffe; // SHT_GNU_verneed
    private const ushort Weak = 0x2;              // VER_FLG_WEAK: the loader warns instead of refusing

    /// <summary>Marks every request for <paramref name="version"/> as weak, in place.</summary>
    /// <exception cref="BadImageFormatException">The image is not such an ELF file, or asks for no such version.</exception>
    public static void MakeWeak(Span<byte> image, string version)
    {
        if (image.Length < 64 || !image[..6].SequenceEqual<byte>([0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1]))
            throw new BadImageFormatException("Not a 64-bit little-endian ELF file.");

        var sections = (int)U64(image, 0x28);
        var size = U16(image, 0x3A);
        var count = U16(image, 0x3C);
        var marked = 0;
        for (var i = 0; i < count; i++)
        {
            var section = image.Slice(sections + i * size, size);
            if (U32(section, 4) != VersionNeeded)
                continue;
            var strings = image.Slice(sections + (int)U32(section, 40) * size, size); // sh_link: the section of its names
            marked += Mark(image, (int)U64(section, 24), (int)U64(strings, 24), version);
        }

        if (marked == 0)
            throw new BadImageFormatException($"The ELF file does not ask for {version}.");
    }

    private static int Mark(Span<byte> image, int need, int names, string version)
    {
        var marked = 0;
        for (var next = -1; next != 0; need += next)
        {
            var entry = need + (int)U32(image, need + 8);
            for (var step = -1; step != 0; entry += step)
            {
                if (Name(image[(names + (int)U32(image, entry + 8))..]) == version)
                {
                    BinaryPrimitives.WriteUInt16LittleEndian(image[(entry + 4)..], (ushort)(U16(image, entry + 4) | Weak));
                    marked++;
                }

                step = (int)U32(image, entry + 12);
            }

            next = (int)U32(image, need + 12);
        }

        return marked;
    }

    private static string Name(ReadOnlySpan<byte> text) => Encoding.ASCII.GetString(text[..text.IndexOf((byte)0)]);

    private static ushort U16(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);

    private static uint U32(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);

    private static ulong U64(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt64LittleEndian(bytes[at..]);
}
