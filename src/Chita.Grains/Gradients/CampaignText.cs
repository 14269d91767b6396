using Chita.Campaigns;

namespace Chita.Grains.Gradients;

/// <summary>A campaign as it travels: the user's text, read again where it arrives, and where its relative paths start.</summary>
/// <param name="Yaml">The campaign file's text.</param>
/// <param name="FileName">What messages call it.</param>
/// <param name="DataRoot">Where relative paths of networks and data start.</param>
/// <param name="OutputPath">The output folder, absolute.</param>
[GenerateSerializer, Immutable, Alias("chita.CampaignText")]
public sealed record CampaignText(
    [property: Id(0)] string Yaml, [property: Id(1)] string FileName, [property: Id(2)] string DataRoot, [property: Id(3)] string OutputPath)
{
    /// <summary>Reads the text. It was checked when it was submitted.</summary>
    public CampaignSpec Parse()
    {
        var spec = CampaignFile.Parse(Yaml, FileName, DataRoot, checkFiles: false);
        return spec with { Output = spec.Output with { Path = OutputPath } };
    }
}
