namespace Chita.Silo;

/// <summary>Where grain state is kept.</summary>
public enum StorageKind
{
    /// <summary>In memory of the silos: gone with the silo that holds it.</summary>
    Memory,

    /// <summary>A file for each state, in one folder that all silos share.</summary>
    File,

    /// <summary>In Redis.</summary>
    Redis,

    /// <summary>In PostgreSQL, through Orleans' ADO.NET provider.</summary>
    AdoNet,

    /// <summary>A blob for each state, in one container of Azure Blob storage.</summary>
    Azure,
}
