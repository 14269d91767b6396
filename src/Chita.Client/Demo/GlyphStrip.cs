using Spectre.Console;

namespace Chita.Client.Demo;

/// <summary>
/// Shows images in a row at half their size: two pixels above each other in one character where there is colour, a shade of ASCII
/// where there is none.
/// </summary>
internal static class GlyphStrip
{
    private const int Half = GlyphRenderer.Size / 2;
    private const string Shades = " .:-=+*#%@";

    public static Paragraph Of(IReadOnlyList<byte[]> images, bool inColour)
    {
        var strip = new Paragraph();
        for (var y = 0; y < Half; y += 2)
        {
            foreach (var image in images)
            {
                strip.Append(" ");
                for (var x = 0; x < Half; x++)
                {
                    var (upper, lower) = (Brightness(image, x, y), Brightness(image, x, y + 1));
                    if (inColour)
                        strip.Append("▀", new Style(Grey(upper), Grey(lower)));
                    else
                        strip.Append(Shades[(upper + lower) * Shades.Length / 512].ToString());
                }
            }
            strip.Append(y + 2 < Half ? "\n" : "");
        }
        return strip;
    }

    /// <summary>The mean of 2 × 2 pixels.</summary>
    private static int Brightness(byte[] image, int x, int y)
    {
        var corner = (2 * y * GlyphRenderer.Size) + (2 * x);
        return (image[corner] + image[corner + 1] + image[corner + GlyphRenderer.Size] + image[corner + GlyphRenderer.Size + 1]) / 4;
    }

    private static Color Grey(int brightness) => new((byte)brightness, (byte)brightness, (byte)brightness);
}
