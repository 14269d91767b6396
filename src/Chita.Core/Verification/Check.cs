namespace Chita.Verification;

/// <summary>One kind of thing that was looked at.</summary>
/// <param name="Name">What, in a word or two.</param>
/// <param name="Detail">How much of it, or why it could not be looked at.</param>
/// <param name="Findings">What is wrong; empty when nothing is.</param>
/// <param name="IsMade">False when what the check needs is not there. It then decides nothing.</param>
public sealed record Check(string Name, string Detail, IReadOnlyList<Finding> Findings, bool IsMade = true)
{
    /// <summary><c>ok</c>, <c>wrong</c> or <c>not checked</c>.</summary>
    public string State => Findings.Count > 0 ? "wrong" : IsMade ? "ok" : "not checked";

    internal static Check NotMade(string name, string why) => new(name, why, [], IsMade: false);
}
