using System.Text.RegularExpressions;

namespace Chita.Campaigns;

/// <summary>One pattern of <c>targets</c> or <c>ignore</c>; see <see cref="TensorFilter"/> for what it means.</summary>
internal sealed class NamePattern
{
    private const string RegexPrefix = "re:";
    private const int MaxLength = 1000;
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(1);

    private readonly string _text;
    private readonly Regex? _regex;

    private NamePattern(string text, Regex? regex) => (_text, _regex) = (text, regex);

    /// <summary>Reads a pattern; null with what is wrong in <paramref name="problem"/>.</summary>
    internal static NamePattern? TryCreate(string text, out string problem)
    {
        problem = "";
        if (text.Length is 0 or > MaxLength)
            problem = $"is a pattern of {text.Length} characters; expected 1 … {MaxLength}";
        else if (!text.StartsWith(RegexPrefix, StringComparison.Ordinal))
            return new(text, null);
        else
            try
            {
                // Patterns come from users, of a shared cluster too: matching takes time linear in the name, whatever they wrote.
                return new(text, new(text[RegexPrefix.Length..], RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, Timeout));
            }
            catch (ArgumentException e)
            {
                problem = $"is not a regular expression: {e.Message}";
            }
            catch (NotSupportedException)
            {
                problem = "uses look-around, back-references, atomic groups or huge counts, which are not supported; write it without";
            }
        return null;
    }

    /// <summary>Whether the pattern matches a tensor's name.</summary>
    internal bool Matches(string name)
    {
        if (_regex is null)
            return Glob(_text, name);
        try
        {
            // The leftmost match begins at 0 exactly when some match does: Python's re.match.
            return _regex.Match(name) is { Success: true, Index: 0 };
        }
        catch (RegexMatchTimeoutException e)
        {
            throw new InvalidInputException($"pattern \"{_text}\" takes too long on the name \"{name}\"; write a simpler one", e);
        }
    }

    /// <summary>Matches without recursion: after a mismatch only the last star can take one character more.</summary>
    private static bool Glob(string pattern, string name)
    {
        int p = 0, n = 0, star = -1, starTook = 0;
        while (n < name.Length)
        {
            if (p < pattern.Length && pattern[p] == '*')
                (star, starTook) = (p++, n);
            else if (p < pattern.Length && (pattern[p] == '?' || pattern[p] == name[n]))
                (p, n) = (p + 1, n + 1);
            else if (star >= 0)
                (p, n) = (star + 1, ++starTook);
            else
                return false;
        }
        return pattern.AsSpan(p).TrimStart('*').IsEmpty;
    }
}
