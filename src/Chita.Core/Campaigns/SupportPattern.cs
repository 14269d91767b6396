using System.Globalization;
using System.Text.RegularExpressions;

namespace Chita.Campaigns;

/// <summary><c>budget.pattern</c>: the structure that the choice of weights obeys (algorithm.md §6).</summary>
/// <param name="Kind">What is kept together.</param>
/// <param name="N">Of n:m, the weights kept; of rows, how many are kept or removed together.</param>
/// <param name="M">Of n:m, the consecutive inputs of which they are kept.</param>
public sealed partial record SupportPattern(SupportKind Kind, int N = 1, int M = 1)
{
    /// <summary>Words that a user may write, for messages.</summary>
    internal const string Expected = "unstructured, n:m such as \"2:4\", rows, or rows of several at once such as \"rows:16\"";

    /// <summary>Any weight may be kept.</summary>
    public static SupportPattern Unstructured { get; } = new(SupportKind.Unstructured);

    /// <summary>Reads a word; null where it is none.</summary>
    public static SupportPattern? TryParse(string word)
    {
        if (word == "unstructured")
            return Unstructured;
        if (Word().Match(word) is not { Success: true } match)
            return null;
        var n = Number(match, "n");
        return match.Groups["rows"].Success ? n == 0 ? null : new SupportPattern(SupportKind.Rows, n)
            : Number(match, "m") is var m && n >= 1 && n < m ? new SupportPattern(SupportKind.NofM, n, m) : null;
    }

    /// <summary>As a user writes it.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{(Kind, N) switch
    {
        (SupportKind.Unstructured, _) => "unstructured",
        (SupportKind.Rows, 1) => "rows",
        (SupportKind.Rows, _) => $"rows:{N}",
        _ => $"{N}:{M}",
    }}");

    private static int Number(Match match, string group) =>
        match.Groups[group] is { Success: true } digits ? int.Parse(digits.Value, CultureInfo.InvariantCulture) : 1;

    [GeneratedRegex(@"\A(((?<rows>rows)(:(?<n>[0-9]{1,6}))?)|((?<n>[0-9]{1,4}):(?<m>[0-9]{1,4})))\z", RegexOptions.ExplicitCapture)]
    private static partial Regex Word();
}

/// <summary>What a pattern keeps together.</summary>
public enum SupportKind
{
    /// <summary>Nothing: weight by weight.</summary>
    Unstructured,

    /// <summary>n of every m consecutive inputs.</summary>
    NofM,

    /// <summary>Whole rows: the weights of an output, such as a channel of a convolution; or several rows, such as a head.</summary>
    Rows,
}
