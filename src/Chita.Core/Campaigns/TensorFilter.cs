namespace Chita.Campaigns;

/// <summary>
/// Chooses tensors by name: those that a pattern of <c>targets</c> matches and no pattern of <c>ignore</c> does.
/// <para>A plain pattern is a glob over the whole name: <c>*</c> is any run of characters, dots included, <c>?</c> is one.</para>
/// <para>A pattern that begins with <c>re:</c> is a regular expression with the meaning it has for llm-compressor
/// (Python's <c>re.match</c>): it must match from the beginning of the name, but may end before the name does;
/// <c>re:.*lm_head</c> matches <c>model.lm_head.weight</c>. End it with <c>$</c> to match the whole name. Look-around and
/// back-references are not supported.</para>
/// Upper and lower case differ.
/// </summary>
public sealed class TensorFilter
{
    private readonly List<NamePattern> _targets;
    private readonly List<NamePattern> _ignore;

    /// <summary>Creates a filter.</summary>
    /// <param name="targets">Patterns of names to choose.</param>
    /// <param name="ignore">Patterns of names to leave out nevertheless.</param>
    /// <exception cref="InvalidInputException">A pattern is not valid.</exception>
    public TensorFilter(IEnumerable<string> targets, IEnumerable<string> ignore)
    {
        ArgumentNullException.ThrowIfNull(targets);
        ArgumentNullException.ThrowIfNull(ignore);
        _targets = [.. targets.Select(Create)];
        _ignore = [.. ignore.Select(Create)];
    }

    /// <summary>Whether the tensor of this name is chosen.</summary>
    /// <exception cref="InvalidInputException">A regular expression took longer than a second.</exception>
    public bool Matches(string name) => _targets.Exists(p => p.Matches(name)) && !_ignore.Exists(p => p.Matches(name));

    private static NamePattern Create(string text) =>
        NamePattern.TryCreate(text, out var problem) ?? throw new InvalidInputException($"pattern \"{text}\" {problem}");
}
