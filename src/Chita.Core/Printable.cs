using System.Text;

namespace Chita;

/// <summary>Text from files in messages: it must not break the line, nor reach a terminal as a control sequence.</summary>
internal static class Printable
{
    /// <summary>The text with escapes for what does not print.</summary>
    public static string Text(string text)
    {
        var printable = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.IsControl(rune) || rune.Value is 0x2028 or 0x2029)
                printable.Append($"\\u{rune.Value:x4}");
            else
                printable.Append(rune);
        }

        return printable.ToString();
    }
}
