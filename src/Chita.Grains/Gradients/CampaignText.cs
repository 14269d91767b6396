using Chita.Campaigns;

namespace Chita.Grains.Gradients;

/// <summary>A campaign as it travels: the user's text, read again where it arrives, and where its relative paths start.</summary>
/// <param name="Yaml">The campaign file's text.</param>
/// <param name="FileName">What messages call it.</param>
/// <param name="DataRoot">Where relative paths of networks and data start. Null: at the data root of the silos.</param>
/// <param name="OutputPath">The output folder, absolute. Null: what the text says, from the data root of the silos.</param>
[GenerateSerializer, Immutable, Alias("chita.CampaignText")]
public sealed record CampaignText(
    [property: Id(0)] string Yaml, [property: Id(1)] string FileName, [property: Id(2)] string? DataRoot, [property: Id(3)] string? OutputPath)
{
    /// <summary>Reads the text. It was checked when it was submitted.</summary>
    /// <param name="dataRoot">The data root of this silo; null: it has none.</param>
    /// <exception cref="InvalidInputException">The campaign starts its paths at the data root of the silos, and there is none.</exception>
    public CampaignSpec Parse(string? dataRoot)
    {
        var root = DataRoot ?? dataRoot ?? throw new InvalidInputException($"{FileName}: this silo has no data root; start it with --data-root");
        var spec = CampaignFile.Parse(Yaml, FileName, root, checkFiles: false);
        return OutputPath is null ? spec : spec with { Output = spec.Output with { Path = OutputPath } };
    }
}
