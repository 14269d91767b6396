using System.Numerics;

namespace Chita.Client.Demo;

/// <summary>
/// Draws the demo's images: ten shapes of a few strokes, 20 × 20 grey pixels, no two alike. A pixel's brightness is its distance to the nearest
/// stroke. The variation is chosen so that a trained network makes a few mistakes in a hundred: on easier images any pruning looks good.
/// </summary>
internal static class GlyphRenderer
{
    /// <summary>Pixels a side.</summary>
    public const int Size = 20;

    /// <summary>Shapes in all; labels are 0 … 9.</summary>
    public static int Classes => Shapes.Length;

    // Strokes as points of [−1, 1]², y downwards.
    private static readonly Vector2[][][] Shapes =
    [
        [Arc(0, 0, 0.9f, 0, 360)],                                              // ring
        [Line(-0.8f, -0.8f, 0.8f, -0.8f, 0.8f, 0.8f, -0.8f, 0.8f, -0.8f, -0.8f)], // square
        [Line(0, -0.9f, 0.9f, 0.8f, -0.9f, 0.8f, 0, -0.9f)],                    // triangle
        [Line(0, -1, 0.9f, 0, 0, 1, -0.9f, 0, 0, -1)],                          // diamond
        [Line(0, -0.95f, 0, 0.95f), Line(-0.95f, 0, 0.95f, 0)],                 // plus
        [Line(-0.8f, -0.8f, 0.8f, 0.8f), Line(0.8f, -0.8f, -0.8f, 0.8f)],       // cross
        [Line(-0.7f, -0.85f, 0.7f, -0.85f, -0.7f, 0.85f, 0.7f, 0.85f)],         // Z
        [Arc(0, -0.45f, 0.5f, -30, -270), Arc(0, 0.45f, 0.5f, -90, 150)],       // S
        [Line(0, -0.95f, 0, 0.95f), Line(-0.7f, -0.2f, 0, -0.95f, 0.7f, -0.2f)], // arrow
        [Line(-0.7f, -0.85f, 0.7f, -0.85f, -0.7f, 0.85f, 0.7f, 0.85f, -0.7f, -0.85f)], // hourglass
    ];

    /// <summary>Draws one image of a class. All variation comes from the dice.</summary>
    /// <param name="label">The class.</param>
    /// <param name="dice">Thrown a number of times that depends on the class only.</param>
    /// <param name="pixels">Takes Size × Size bytes, row-major, 0 black.</param>
    public static void Draw(int label, Dice dice, Span<byte> pixels)
    {
        var place = Placement(dice);
        var strokes = Shapes[label].Select(stroke => stroke.Select(point => Vector2.Transform(point + Jitter(dice, 0.07), place)).ToArray()).ToList();
        strokes.Add(Scratch(dice));

        var radius = (float)dice.Uniform(0.35, 1.1);
        var paper = dice.Uniform(0, 60);
        var ink = dice.Uniform(110, 255) - paper;
        var noise = dice.Uniform(8, 34);
        for (var i = 0; i < pixels.Length; i++)
        {
            var pixel = new Vector2(i % Size, i / Size);
            // One pixel of grey between ink and paper hides the grid.
            var cover = Math.Clamp(radius + 0.5f - strokes.Min(stroke => Distance(pixel, stroke)), 0, 1);
            pixels[i] = (byte)Math.Clamp(paper + (ink * cover) + (noise * dice.Normal()), 0, 255);
        }
    }

    /// <summary>Scale, slant, turn and shift, from the unit square to pixels.</summary>
    private static Matrix3x2 Placement(Dice dice)
    {
        var scale = Matrix3x2.CreateScale((float)dice.Uniform(4.2, 8), (float)dice.Uniform(4.2, 8));
        var slant = Matrix3x2.CreateSkew((float)dice.Uniform(-0.3, 0.3), 0);
        var turn = Matrix3x2.CreateRotation((float)dice.Uniform(-0.3, 0.3));
        const float middle = (Size - 1) / 2f;
        var shift = Matrix3x2.CreateTranslation(middle + (float)dice.Uniform(-2.5, 2.5), middle + (float)dice.Uniform(-2.5, 2.5));
        return scale * slant * turn * shift;
    }

    /// <summary>A short stroke that belongs to no shape.</summary>
    private static Vector2[] Scratch(Dice dice)
    {
        var start = new Vector2((float)dice.Uniform(0, Size), (float)dice.Uniform(0, Size));
        return [start, start + Jitter(dice, 4)];
    }

    private static Vector2 Jitter(Dice dice, double deviation) => new((float)(deviation * dice.Normal()), (float)(deviation * dice.Normal()));

    private static float Distance(Vector2 point, Vector2[] stroke)
    {
        var nearest = float.MaxValue;
        for (var i = 1; i < stroke.Length; i++)
        {
            var along = stroke[i] - stroke[i - 1];
            var t = Math.Clamp(Vector2.Dot(point - stroke[i - 1], along) / Math.Max(along.LengthSquared(), 1e-6f), 0, 1);
            nearest = Math.Min(nearest, Vector2.Distance(point, stroke[i - 1] + (t * along)));
        }
        return nearest;
    }

    private static Vector2[] Line(params ReadOnlySpan<float> coordinates)
    {
        var points = new Vector2[coordinates.Length / 2];
        for (var i = 0; i < points.Length; i++)
            points[i] = new Vector2(coordinates[2 * i], coordinates[(2 * i) + 1]);
        return points;
    }

    private static Vector2[] Arc(float x, float y, float radius, float fromDegrees, float toDegrees) =>
        [.. Enumerable.Range(0, 11).Select(i =>
        {
            var (sine, cosine) = MathF.SinCos((fromDegrees + ((toDegrees - fromDegrees) * i / 10)) * MathF.PI / 180);
            return new Vector2(x + (radius * cosine), y + (radius * sine));
        })];
}
