using System.Text;

namespace Chita.Campaigns.Reading;

/// <summary>
/// Everything that is wrong with one file, to be told at once: a line <c>file:line: key: problem</c> each.
/// </summary>
internal sealed class ProblemList(string fileName)
{
    private const int MaxShown = 100;

    private readonly List<(int Line, string Text)> _problems = [];

    /// <summary>Notes a problem.</summary>
    /// <param name="line">Line in the file, from 1.</param>
    /// <param name="key">Dotted path of the key; empty for the file as a whole.</param>
    /// <param name="problem">What is wrong and what would be right.</param>
    internal void Add(int line, string key, string problem) =>
        _problems.Add((line, Printable($"{fileName}:{line}: {(key.Length > 0 ? key + ": " : "")}{problem}")));

    /// <summary>Throws when there is any problem, with all of them, in the order of their lines.</summary>
    internal void ThrowIfAny()
    {
        if (_problems.Count == 0)
            return;
        var lines = _problems.OrderBy(p => p.Line).Select(p => p.Text).Take(MaxShown).ToList();
        if (_problems.Count > MaxShown)
            lines.Add($"{fileName}: and {_problems.Count - MaxShown} more problems");
        throw new InvalidInputException(string.Join('\n', lines));
    }

    // What the file holds must not break the line, nor reach a terminal as a control sequence.
    private static string Printable(string text)
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
