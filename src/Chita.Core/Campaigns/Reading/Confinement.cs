namespace Chita.Campaigns.Reading;

/// <summary>Where the paths of a campaign may lead.</summary>
internal enum Confinement
{
    /// <summary>Anywhere: the campaign runs on the user's own machine.</summary>
    None,

    /// <summary>Not above where relative paths start. Absolute ones are left to the silos, which know their data root.</summary>
    RelativePaths,

    /// <summary>Into the data root, as far as the text tells.</summary>
    Text,

    /// <summary>Into the data root, after links were followed on this machine's disks.</summary>
    Links,
}
