using Chita.Data;
using Chita.Numerics;

namespace Chita.Core.Tests.Data;

public sealed class AugmentationTests
{
    private static readonly Gen<(int[] Shape, byte[] Image, CounterRandom Random)> GenImage =
        from shape in Gen.Int[1, 12].Array[3]
        from image in Gen.Byte[1, 255].Array[shape[0] * shape[1] * shape[2]]
        from key in Gen.ULong
        select (shape, image, new CounterRandom(key));

    [Fact]
    public void Crop_is_a_window_of_the_padded_image() => GenImage.Sample(g =>
    {
        // By hand: pad by 4, cut at the offset of draws 0 and 1.
        var (channels, rows, columns) = (g.Shape[0], g.Shape[1], g.Shape[2]);
        var padded = new byte[channels, rows + 8, columns + 8];
        for (var i = 0; i < g.Image.Length; i++)
            padded[i / (rows * columns), (i / columns % rows) + 4, (i % columns) + 4] = g.Image[i];
        var (top, left) = (g.Random.Below(9, 0), g.Random.Below(9, 1));
        var expected = new byte[g.Image.Length];
        for (var i = 0; i < expected.Length; i++)
            expected[i] = padded[i / (rows * columns), (i / columns % rows) + top, (i % columns) + left];

        Assert.Equal(expected, Apply(new Augmentation(Crop: true, Flip: false), g));
    });

    [Fact]
    public void Flip_mirrors_every_line_or_leaves_the_image() => GenImage.Sample(g =>
    {
        var mirrored = g.Image.Chunk(g.Shape[2]).SelectMany(line => line.Reverse()).ToArray();
        Assert.Equal(g.Random.Below(2, 2) == 1 ? mirrored : g.Image, Apply(new Augmentation(Crop: false, Flip: true), g));
    });

    [Fact]
    public void Flip_twice_is_the_identity() => GenImage.Sample(g =>
    {
        var flip = new Augmentation(Crop: false, Flip: true);
        Assert.Equal(g.Image, Apply(flip, (g.Shape, Apply(flip, g), g.Random)));
    });

    [Fact]
    public void Flip_does_not_change_where_the_crop_is() => GenImage.Sample(g =>
    {
        var cropped = Apply(new Augmentation(Crop: true, Flip: false), g);
        Assert.Equal(Apply(new Augmentation(Crop: false, Flip: true), (g.Shape, cropped, g.Random)), Apply(new Augmentation(Crop: true, Flip: true), g));
    });

    [Fact]
    public void About_half_of_the_places_are_flipped_and_all_81_offsets_occur()
    {
        var places = Enumerable.Range(0, 2000).Select(position => CounterRandom.For(0, 2, 0, position)).ToArray();
        Assert.InRange(places.Count(p => p.Below(2, 2) == 1), 900, 1100);
        Assert.Equal(81, places.Select(p => (p.Below(9, 0), p.Below(9, 1))).Distinct().Count());
    }

    private static byte[] Apply(Augmentation augmentation, (int[] Shape, byte[] Image, CounterRandom Random) g)
    {
        var result = new byte[g.Image.Length];
        Array.Fill(result, (byte)123); // whatever was in the buffer must not show
        augmentation.Apply<byte>(g.Image, result, g.Shape, g.Random);
        return result;
    }
}
