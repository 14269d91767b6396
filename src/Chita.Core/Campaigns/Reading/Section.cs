namespace Chita.Campaigns.Reading;

/// <summary>
/// One mapping of the file. Keys become known by being asked for; <see cref="Finish"/> refuses the others. A value that is
/// absent or wrong is read as null, and a wrong one leaves a problem behind: reading goes on, to find all problems at once.
/// </summary>
internal sealed partial class Section(YamlMapping mapping, string path, int line, ProblemList problems)
{
    private readonly HashSet<string> _known = [];
    private readonly HashSet<string> _later = [];

    /// <summary>Whether the key is there, with a value of any kind.</summary>
    internal bool Has(string key) => mapping.Entries.ContainsKey(key);

    /// <summary>Notes a problem with a key of this section, on the key's line or, when it is absent, on the section's.</summary>
    internal void Problem(string key, string problem) =>
        problems.Add(mapping.Entries.TryGetValue(key, out var entry) ? LineOf(entry) : line, Join(path, key), problem);

    /// <summary>A section within this one; <paramref name="need"/> as in <see cref="Take"/>.</summary>
    internal Section? Child(string key, string? need = null)
    {
        switch (Take(key, need))
        {
            case null:
                return null;
            case YamlMapping child:
                return new(child, Join(path, key), mapping.Entries[key].KeyLine, problems);
            case var other:
                Problem(key, $"is {other.Kind}; expected a mapping");
                return null;
        }
    }

    /// <summary>The items of a list of sections; <paramref name="of"/> shows one.</summary>
    internal IReadOnlyList<Section> Children(string key, string of)
    {
        if (Take(key, null) is not { } node)
            return [];
        if (node is YamlSequence list && list.Items.All(item => item is YamlMapping))
            return [.. list.Items.Select((item, i) => new Section((YamlMapping)item, $"{Join(path, key)}[{i}]", item.Line, problems))];
        Problem(key, $"is not a list of mappings; expected items such as {of}");
        return [];
    }

    /// <summary>Refuses a key of a later version; false when it is not there.</summary>
    internal bool Later(string key, string instead)
    {
        _later.Add(key);
        if (!Has(key))
            return false;
        Problem(key, $"is known, but not available in this version; use {instead}");
        return true;
    }

    /// <summary>Refuses the keys that nobody asked for. Call it last.</summary>
    internal void Finish()
    {
        foreach (var (key, entry) in mapping.Entries)
        {
            if (_known.Contains(key) || _later.Contains(key))
                continue;
            var hint = Nearest(key) is { } nearest ? $"did you mean \"{nearest}\"?" : $"known are {string.Join(", ", _known.Order())}";
            problems.Add(entry.KeyLine, Join(path, YamlScalar.Short(key)), $"unknown key; {hint}");
        }
    }

    /// <summary>The dotted path of a key. <c>spec</c> holds everything and so says nothing: it is left out.</summary>
    internal static string Join(string path, string key) => path is "" or "spec" ? key : $"{path}.{key}";

    /// <summary>
    /// The value of a key, which is known from now on. When it is absent and <paramref name="need"/> says what belongs there, that
    /// is a problem; a key without value always is.
    /// </summary>
    private YamlNode? Take(string key, string? need)
    {
        _known.Add(key);
        if (!mapping.Entries.TryGetValue(key, out var entry))
        {
            if (need is not null)
                Problem(key, $"missing; give {need}");
            return null;
        }
        if (entry.Value is not YamlScalar { IsNull: true })
            return entry.Value;
        Problem(key, need is null ? "has no value; give one or remove the key" : $"has no value; give {need}");
        return null;
    }

    // An empty value has no place of its own: the parser reports that of whatever follows.
    private static int LineOf(YamlEntry entry) =>
        entry.Value is YamlScalar { IsNull: false } or YamlSequence ? entry.Value.Line : entry.KeyLine;
}
