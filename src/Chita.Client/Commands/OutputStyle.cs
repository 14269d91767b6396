namespace Chita.Client.Commands;

/// <summary>What a verb prints in the end.</summary>
internal enum OutputStyle
{
    Table,
    Json,
    Yaml,

    /// <summary>Of verbs whose answer is a table of numbers.</summary>
    Csv,
}
