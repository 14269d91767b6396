using System.Buffers.Binary;
using System.Text;

namespace Chita.Core.Tests.Networks;

/// <summary>A small shared library's image: a header, three sections, and requests for two versions of each of two libraries.</summary>
internal static class ElfImage
{
    private const int Sections = 64, Needed = Sections + 3 * 64, Names = Needed + 2 * 48;

    /// <summary>Where the requests' flags stand: the first library's two versions, then the second's.</summary>
    public static int[] Flags { get; } = [Needed + 16 + 4, Needed + 32 + 4, Needed + 48 + 16 + 4, Needed + 48 + 32 + 4];

    /// <summary>Asks libfirst.so for OLD_1 and NEW_2, libsecond.so for NEW_2 and OLD_1.</summary>
    public static byte[] Create()
    {
        var names = Encoding.ASCII.GetBytes("\0libfirst.so\0libsecond.so\0OLD_1\0NEW_2\0");
        byte[] image = [.. new byte[Names], .. names];
        ((ReadOnlySpan<byte>)[0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1]).CopyTo(image);
        U64(0x28, Sections);
        U16(0x3A, 64);
        U16(0x3C, 3);
        Section(1, type: 0x6ffffffe, Needed, link: 2, info: 2);
        Section(2, type: 3, Names, link: 0, info: 0);
        Library(Needed, Name("libfirst"), next: 48, Name("OLD_1"), Name("NEW_2"));
        Library(Needed + 48, Name("libsecond"), next: 0, Name("NEW_2"), Name("OLD_1"));
        return image;

        void Section(int number, uint type, int offset, uint link, uint info)
        {
            var at = Sections + number * 64;
            U32(at + 4, type);
            U64(at + 24, (ulong)offset);
            U32(at + 40, link);
            U32(at + 44, info);
        }

        void Library(int at, uint file, uint next, uint first, uint second)
        {
            U16(at, 1);
            U16(at + 2, 2);
            U32(at + 4, file);
            U32(at + 8, 16);
            U32(at + 12, next);
            U32(at + 16 + 8, first);
            U32(at + 16 + 12, 16);
            U32(at + 32 + 8, second);
        }

        uint Name(string name) => (uint)names.AsSpan().IndexOf(Encoding.ASCII.GetBytes(name));
        void U16(int at, ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(image.AsSpan(at), value);
        void U32(int at, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(image.AsSpan(at), value);
        void U64(int at, ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(image.AsSpan(at), value);
    }
}
