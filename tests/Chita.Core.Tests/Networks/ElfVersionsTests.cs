using System.Buffers.Binary;
using Chita.Networks;

namespace Chita.Core.Tests.Networks;

public sealed class ElfVersionsTests
{
    [Fact]
    public void The_requests_for_the_version_become_weak_and_nothing_else_changes()
    {
        var image = ElfImage.Create();
        var expected = ElfImage.Create();
        expected[ElfImage.Flags[1]] = expected[ElfImage.Flags[2]] = 2;
        ElfVersions.MakeWeak(image, "NEW_2");
        Assert.Equal(expected, image);
    }

    [Fact]
    public void A_version_that_is_not_asked_for_is_told()
    {
        var error = Assert.Throws<BadImageFormatException>(() => ElfVersions.MakeWeak(ElfImage.Create(), "NEW_3"));
        Assert.Contains("NEW_3", error.Message);
    }

    [Fact]
    public void An_image_cut_off_anywhere_is_edited_or_refused()
    {
        for (var length = 0; length < ElfImage.Create().Length; length++)
            EditOrRefuse(ElfImage.Create()[..length]);
    }

    [Fact]
    public void Random_bytes_are_refused() => Gen.Byte.Array[0, 300].Sample(image =>
        Assert.Throws<BadImageFormatException>(() => ElfVersions.MakeWeak(image, "NEW_2")));

    [Fact]
    public void A_damaged_image_is_edited_or_refused() => Gen.Select(Gen.Int[0, ElfImage.Create().Length - 1], Gen.Byte).Array[1, 4].Sample(damages =>
    {
        var image = ElfImage.Create();
        foreach (var (at, value) in damages)
            image[at] = value;
        EditOrRefuse(image);
    }, iter: 20_000);

    // Offsets are what leads astray: behind the end, before the beginning, in circles.
    [Fact]
    public void A_damaged_offset_is_followed_or_refused() => Gen.Select(Gen.Int[0, ElfImage.Create().Length / 4 - 1], Gen.OneOf(Gen.UInt, Gen.UInt[0, 400], Gen.UInt[uint.MaxValue - 400, uint.MaxValue]))
        .Array[1, 3].Sample(damages =>
        {
            var image = ElfImage.Create();
            foreach (var (word, value) in damages)
                BinaryPrimitives.WriteUInt32LittleEndian(image.AsSpan(4 * word), value);
            EditOrRefuse(image);
        }, iter: 20_000);

    private static void EditOrRefuse(byte[] image)
    {
        try
        {
            ElfVersions.MakeWeak(image, "NEW_2");
        }
        catch (BadImageFormatException)
        {
            // It said what it is: no other exception, and it came back.
        }
    }
}
