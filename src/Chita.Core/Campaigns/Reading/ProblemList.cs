namespace Chita.Campaigns.Reading;

/// <summary>
/// Everything that is wrong with one file, to be told at once: a line <c>file:line: key: problem</c> each.
/// </summary>
/// <param name="fileName">What messages call the file.</param>
/// <param name="hasLines">Whether lines mean something to the user.</param>
internal sealed class ProblemList(string fileName, bool hasLines = true)
{
    private const int MaxShown = 100;

    private readonly List<(int Line, string Text)> _problems = [];

    /// <summary>Notes a problem.</summary>
    /// <param name="line">Line in the file, from 1.</param>
    /// <param name="key">Dotted path of the key; empty for the file as a whole.</param>
    /// <param name="problem">What is wrong and what would be right.</param>
    internal void Add(int line, string key, string problem) =>
        _problems.Add((line, Printable.Text($"{fileName}:{(hasLines ? $"{line}:" : "")} {(key.Length > 0 ? key + ": " : "")}{problem}")));

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
}
