using Chita.Numerics;

namespace Chita.Data;

/// <summary>
/// The usual random changes of small images [channels, rows, columns], on raw values, before normalisation (as
/// torchvision's RandomCrop(size, padding=4) and RandomHorizontalFlip): so what is padded is black.
/// </summary>
/// <param name="Crop">Pad by 4 on each side with zeros, then cut a window of the original size at a random offset.</param>
/// <param name="Flip">Mirror left and right, with probability 1/2.</param>
/// <param name="Mixup">Then blend the samples of a batch, after normalisation. For inputs of any shape.</param>
public sealed record Augmentation(bool Crop, bool Flip, bool Mixup = false)
{
    /// <summary>Whether something is done to each image by itself.</summary>
    internal bool ChangesImages => Crop || Flip;

    /// <summary>Pixels added on each side before the window is cut.</summary>
    public const int Padding = 4;

    /// <summary>Writes the changed image. Row, column and mirroring are draws 0, 1 and 2, whether or not they are used.</summary>
    internal void Apply<T>(ReadOnlySpan<T> image, Span<T> destination, ReadOnlySpan<int> shape, CounterRandom random)
        where T : struct
    {
        var (rows, columns) = (shape[1], shape[2]);
        var down = Crop ? random.Below((2 * Padding) + 1, 0) - Padding : 0;
        var right = Crop ? random.Below((2 * Padding) + 1, 1) - Padding : 0;
        var flip = Flip && random.Below(2, 2) == 1;

        for (var line = 0; line < shape[0] * rows; line++)
        {
            var target = destination.Slice(line * columns, columns);
            var row = (line % rows) + down;
            if (row < 0 || row >= rows)
            {
                target.Clear();
                continue;
            }

            var source = image.Slice((line + down) * columns, columns);
            for (var x = 0; x < columns; x++)
            {
                var column = x + right;
                target[x] = column >= 0 && column < columns ? source[column] : default;
            }

            if (flip)
                target.Reverse();
        }
    }
}
