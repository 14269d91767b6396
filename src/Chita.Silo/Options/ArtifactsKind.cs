namespace Chita.Silo;

/// <summary>Where artifacts are kept: for now, the outputs of campaigns.</summary>
public enum ArtifactsKind
{
    /// <summary>In a folder that all silos share.</summary>
    Folder,

    /// <summary>In a container of Azure Blob storage.</summary>
    Azure,

    /// <summary>Nowhere.</summary>
    None,
}
