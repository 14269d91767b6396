using Chita.Campaigns;

namespace Chita.Grains.Gradients;

/// <summary>A campaign as it travels: the user's text, read again where it arrives.</summary>
/// <param name="Yaml">The campaign file's text.</param>
/// <param name="FileName">What messages call it.</param>
/// <param name="DataRoot">Where relative paths start, when the client says so: it shares its files with an embedded silo. Null: at the silo's data root.</param>
/// <param name="OutputPath">The output folder, absolute, when the client says so; null: relative to the silo's data root.</param>
[GenerateSerializer, Immutable, Alias("chita.CampaignText")]
public sealed record CampaignText(
    [property: Id(0)] string Yaml, [property: Id(1)] string FileName, [property: Id(2)] string? DataRoot, [property: Id(3)] string? OutputPath)
{
    /// <summary>Reads the text. It was checked when it was submitted.</summary>
    /// <param name="dataRoot">The silo's data root; null, on an embedded silo: the client says where paths start, and they may lead anywhere.</param>
    /// <param name="followLinks">Whether to see that no symbolic link leads out of the data root: right before files are opened or written.</param>
    /// <exception cref="InvalidInputException">The text names files, and there is no folder that they are relative to, or they lead out of it.</exception>
    public CampaignSpec Parse(string? dataRoot, bool followLinks = false)
    {
        if (dataRoot is not null)
        {
            // Whoever could choose the root could read any file of the silo.
            return DataRoot is null && OutputPath is null
                ? CampaignFile.ParseWithin(Yaml, FileName, dataRoot, followLinks)
                : throw new InvalidInputException($"{FileName}: was submitted with a data root of its own; this cluster's silos have theirs, so submit it without.");
        }

        var root = DataRoot ?? throw new InvalidInputException($"{FileName}: this cluster's silos have no --data-root where its paths could start.");
        var spec = CampaignFile.Parse(Yaml, FileName, root, checkFiles: false);
        return OutputPath is null ? spec : spec with { Output = spec.Output with { Path = OutputPath } };
    }
}
