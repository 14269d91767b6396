namespace Chita.Client.Commands;

/// <summary>What a verb prints in the end.</summary>
internal enum OutputStyle
{
    Table,
    Json,
}
