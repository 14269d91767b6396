using System.Buffers.Binary;
using System.Text;

namespace Chita.Networks;

/// <summary>Edits the symbol version requests (<c>.gnu.version_r</c>) of a 64-bit little-endian ELF image.</summary>
internal static class ElfVersions
{
    private const int VersionNeeded = 0x6ffffffe; // SHT_GNU_verneed
    private const ushort Weak = 0x2;              // VER_FLG_WEAK: the loader warns instead of refusing
    private const int SectionHeader = 64;         // Elf64_Shdr
    private const int Entry = 16;                 // Elf64_Verneed, Elf64_Vernaux

    /// <summary>Marks every request for <paramref name="version"/> as weak, in place.</summary>
    /// <exception cref="BadImageFormatException">The image is not such an ELF file, is damaged, or asks for no such version.</exception>
    public static void MakeWeak(Span<byte> image, string version)
    {
        if (image.Length < 64 || !image[..6].SequenceEqual<byte>([0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1]))
            throw new BadImageFormatException("Not a 64-bit little-endian ELF file.");

        var sections = (long)U64(image, 0x28);
        int size = U16(image, 0x3A), count = U16(image, 0x3C);
        var marked = 0;
        for (var i = 0; i < count; i++)
        {
            var section = Part(image, sections + (long)i * size, SectionHeader);
            if (U32(section, 4) != VersionNeeded)
                continue;
            var strings = Part(image, sections + U32(section, 40) * (long)size, SectionHeader); // sh_link: the section of its names
            marked += Mark(image, (long)U64(section, 24), (long)U64(strings, 24), version);
        }

        if (marked == 0)
            throw new BadImageFormatException($"The ELF file does not ask for {version}.");
    }

    private static int Mark(Span<byte> image, long at, long names, string version)
    {
        var marked = 0;
        while (true)
        {
            var need = Part(image, at, Entry);
            var versionAt = at + U32(need, 8);
            while (true)
            {
                var entry = Part(image, versionAt, Entry);
                if (IsName(image, names + U32(entry, 8), version))
                {
                    BinaryPrimitives.WriteUInt16LittleEndian(entry[4..], (ushort)(U16(entry, 4) | Weak));
                    marked++;
                }

                if (!Step(entry, ref versionAt))
                    break;
            }

            if (!Step(need, ref at))
                return marked;
        }
    }

    /// <summary>On to the next entry of a list, always forwards; false at its end.</summary>
    private static bool Step(ReadOnlySpan<byte> entry, ref long at)
    {
        var step = U32(entry, 12);
        if (step is > 0 and < Entry)
            throw Damaged();
        at += step;
        return step != 0;
    }

    private static bool IsName(Span<byte> image, long at, string name)
    {
        byte[] terminated = [.. Encoding.ASCII.GetBytes(name), 0];
        return at >= 0 && at <= image.Length ? image[(int)at..].StartsWith(terminated) : throw Damaged();
    }

    private static Span<byte> Part(Span<byte> image, long at, int length) =>
        at >= 0 && at <= image.Length - length ? image.Slice((int)at, length) : throw Damaged();

    private static BadImageFormatException Damaged() => new("The ELF file is damaged: its version requests lead outside it.");

    private static ushort U16(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);

    private static uint U32(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);

    private static ulong U64(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt64LittleEndian(bytes[at..]);
}
