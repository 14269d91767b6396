namespace Chita.Campaigns;

/// <summary><c>output</c>: what is left behind, and where.</summary>
public sealed record OutputSpec
{
    /// <summary><c>path</c>: absolute path of the folder to create.</summary>
    public required string Path { get; init; }

    /// <summary><c>formats</c>. Default both.</summary>
    public required IReadOnlyList<OutputFormat> Formats { get; init; }

    /// <summary><c>scores</c>: whether to keep what each weight would be if it were kept, as large as the network, for <c>chita reprice</c>. Default no.</summary>
    public bool Scores { get; init; }
}
