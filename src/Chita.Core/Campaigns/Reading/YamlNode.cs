namespace Chita.Campaigns.Reading;

/// <summary>A value of a YAML file with the line (from 1) on which it begins.</summary>
internal abstract record YamlNode(int Line)
{
    /// <summary>What it is, for a user: "a list".</summary>
    internal abstract string Kind { get; }
}

/// <summary>Text, a number, or nothing.</summary>
internal sealed record YamlScalar(int Line, string Value, bool Quoted) : YamlNode(Line)
{
    internal bool IsNull => !Quoted && (Value is "" or "~" or "null");

    internal override string Kind => IsNull ? "an empty value" : Quoted ? "text" : "a single value";

    /// <summary>The value for a message: as written, and in bounds.</summary>
    internal string Shown => Quoted ? $"\"{Short(Value)}\"" : Short(Value);

    /// <summary>A text of any length, fit for a message.</summary>
    internal static string Short(string text) => text.Length <= 60 ? text : text[..60] + "…";
}

/// <summary>A list.</summary>
internal sealed record YamlSequence(int Line, IReadOnlyList<YamlNode> Items) : YamlNode(Line)
{
    internal override string Kind => "a list";
}

/// <summary>Keys with values. Keys are distinct.</summary>
internal sealed record YamlMapping(int Line, IReadOnlyDictionary<string, YamlEntry> Entries) : YamlNode(Line)
{
    internal override string Kind => "a mapping";
}

/// <summary>A value and the line of its key.</summary>
internal readonly record struct YamlEntry(int KeyLine, YamlNode Value);
