namespace Chita.Repricing;

/// <summary>A new budget for a run that has ended.</summary>
public sealed record RepriceRequest
{
    /// <summary>The output folder of the run.</summary>
    public required string Folder { get; init; }

    /// <summary>Keys under <c>budget</c> of a campaign file and their values, such as sparsity and 0.92. What they do not speak of stays as the campaign has it.</summary>
    public required IReadOnlyList<KeyValuePair<string, string>> Budget { get; init; }

    /// <summary>The folder to write; must not exist.</summary>
    public required string Output { get; init; }

    /// <summary>Where relative paths of the campaign's network and data start.</summary>
    public required string DataRoot { get; init; }
}
