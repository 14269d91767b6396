using System.Globalization;
using System.Text;

namespace Chita.Campaigns.Reading;

/// <summary>Nodes back to YAML text, which <see cref="YamlReader"/> reads as the same nodes, but for their lines.</summary>
internal static class YamlWriter
{
    /// <summary>The text of a document.</summary>
    internal static string Write(YamlMapping document)
    {
        var text = new StringBuilder();
        Write(text, document, 0);
        return text.ToString();
    }

    private static void Write(StringBuilder text, YamlMapping mapping, int depth)
    {
        foreach (var (key, entry) in mapping.Entries)
        {
            text.Append(' ', 2 * depth).Append(Quoted(key)).Append(':');
            if (entry.Value is YamlMapping { Entries.Count: > 0 } child)
            {
                text.Append('\n');
                Write(text, child, depth + 1);
            }
            else
            {
                text.Append(' ').Append(Inline(entry.Value)).Append('\n');
            }
        }
    }

    private static string Inline(YamlNode node) => node switch
    {
        YamlScalar scalar => Scalar(scalar),
        YamlSequence list => $"[{string.Join(", ", list.Items.Select(Inline))}]",
        YamlMapping mapping => $"{{{string.Join(", ", mapping.Entries.Select(entry => $"{Quoted(entry.Key)}: {Inline(entry.Value.Value)}"))}}}",
        _ => throw new ArgumentOutOfRangeException(nameof(node)),
    };

    // A plain value that needs no quotes anywhere is a number, a word or nothing; quotes would change what the first and the last are.
    private static string Scalar(YamlScalar scalar) =>
        scalar.Quoted || scalar.Value.Any(letter => !char.IsAsciiLetterOrDigit(letter) && letter is not ('.' or '+' or '-' or '_' or '~')) ? Quoted(scalar.Value) : scalar.Value;

    private static string Quoted(string value)
    {
        var text = new StringBuilder("\"");
        foreach (var rune in value.EnumerateRunes())
        {
            if (rune.Value is '"' or '\\')
                text.Append('\\').Append(rune);
            else if (Rune.IsControl(rune) || rune.Value is 0x2028 or 0x2029 or 0xFEFF)
                text.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}");
            else
                text.Append(rune);
        }

        return text.Append('"').ToString();
    }
}
