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
        var small = images.Select(Halve).ToList();
        var strip = new Paragraph();
        for (var y = 0; y < Half; y += 2)
        {
            foreach (var image in small)
            {
                strip.Append(" ");
                for (var x = 0; x < Half; x++)
                {
                    var (upper, lower) = (image[y, x], image[y + 1, x]);
                    if (inColour)
                        strip.Append("▀", new Style(Grey(upper), Grey(lower)));
                    else
                        strip.Append(Shades[(int)((upper + lower) / 2 * (Shades.Length - 1))].ToString());
                }
            }
            strip.Append("\n");
        }
        return strip;
    }

    /// <summary>Means of 2 × 2 pixels, stretched to 0 … 1: so small an image needs all the contrast there is.</summary>
    private static double[,] Halve(byte[] image)
    {
        var small = new double[Half, Half];
        for (var i = 0; i < image.Length; i++)
            small[i / GlyphRenderer.Size / 2, i % GlyphRenderer.Size / 2] += image[i];
        var (darkest, brightest) = (small.Cast<double>().Min(), small.Cast<double>().Max());
        for (var i = 0; i < Half * Half; i++)
            small[i / Half, i % Half] = (small[i / Half, i % Half] - darkest) / Math.Max(1, brightest - darkest);
        return small;
    }

    private static Color Grey(double brightness)
    {
        var level = (byte)(255 * brightness);
        return new Color(level, level, level);
    }
}
