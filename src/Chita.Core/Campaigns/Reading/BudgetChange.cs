namespace Chita.Campaigns.Reading;

/// <summary>
/// A campaign's text with another budget. Of the campaign's own budget stays what the new one does not speak of: floor, cap, layers and positions. Stages,
/// the quality gate, recalibration and kept scores, which belong to the run, go.
/// </summary>
internal static class BudgetChange
{
    private static readonly string[] Amounts = ["sparsity", "bytes", "flops"];
    private static readonly string[] OfSingleWeights = ["floor", "cap", "layers"];

    /// <summary>The new text.</summary>
    /// <param name="campaign">The campaign's text, which was read before.</param>
    /// <param name="budget">Keys under <c>budget</c> and their values, in the words of campaign files.</param>
    /// <param name="output">The new <c>output.path</c>.</param>
    /// <param name="source">What messages call the campaign.</param>
    /// <exception cref="InvalidInputException">The budget is none; all that is wrong with it is told, without lines.</exception>
    public static string Apply(string campaign, IReadOnlyList<KeyValuePair<string, string>> budget, string output, string source)
    {
        var problems = new ProblemList(source);
        var root = YamlReader.Read(campaign, problems);
        problems.ThrowIfAny();
        var spec = Child(root!, "spec");
        var changed = Budget(Child(spec, "budget"), budget);
        return YamlWriter.Write(With(root!, "spec", With(Without(spec, "stages", "quality"),
            ("budget", changed),
            ("output", With(Without(Child(spec, "output"), "scores", "recalibrate"), "path", new YamlScalar(1, output, Quoted: true))))));
    }

    private static YamlMapping Budget(YamlMapping own, IReadOnlyList<KeyValuePair<string, string>> budget)
    {
        var problems = new ProblemList("--budget", hasLines: false);
        foreach (var twice in budget.GroupBy(pair => pair.Key).Where(same => same.Count() > 1))
            problems.Add(1, twice.Key, "is given twice; keep one");
        problems.ThrowIfAny();

        var keys = budget.Select(pair => pair.Key).ToHashSet(StringComparer.Ordinal);
        if (keys.Overlaps(Amounts) || keys.Contains("pattern"))
            own = Without(own, Amounts);
        if (budget.Any(pair => pair.Key == "pattern" && pair.Value != SupportPattern.Unstructured.ToString()))
            own = Without(own, OfSingleWeights);
        var changed = With(own, [.. budget.Select(pair => (pair.Key, (YamlNode)new YamlScalar(1, pair.Value, Quoted: false)))]);
        var section = new Section(changed, "", 1, problems);
        var read = CampaignReader.Budget(section);
        if (read is { Levels.Count: > 1 })
            problems.Add(1, "sparsity", "is a list in the campaign; give one, such as --budget sparsity=0.9");
        if (read is { Scope: BudgetScope.Layer })
            problems.Add(1, "scope", "layer solves each layer for a budget of its own, and nothing is solved here; expected global");
        problems.ThrowIfAny();
        return changed;
    }

    private static YamlMapping Child(YamlMapping parent, string key) =>
        parent.Entries.GetValueOrDefault(key).Value as YamlMapping ?? new YamlMapping(1, new Dictionary<string, YamlEntry>());

    private static YamlMapping With(YamlMapping mapping, string key, YamlNode value) => With(mapping, (key, value));

    private static YamlMapping With(YamlMapping mapping, params (string Key, YamlNode Value)[] entries)
    {
        var all = new Dictionary<string, YamlEntry>(mapping.Entries, StringComparer.Ordinal);
        foreach (var (key, value) in entries)
            all[key] = new YamlEntry(1, value);
        return mapping with { Entries = all };
    }

    private static YamlMapping Without(YamlMapping mapping, params string[] keys) =>
        mapping with { Entries = mapping.Entries.Where(entry => !keys.Contains(entry.Key)).ToDictionary(StringComparer.Ordinal) };
}
