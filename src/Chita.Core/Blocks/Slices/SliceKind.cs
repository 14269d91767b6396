namespace Chita.Blocks.Slices;

/// <summary>What of a block a slice file holds. The numbers stand in files.</summary>
internal enum SliceKind
{
    /// <summary>A_b, as it lies in memory: column after column, each padded with zeros to a multiple of 8 elements.</summary>
    Columns = 1,

    /// <summary>The weights with which a stage begins, float32.</summary>
    Weights = 2,
}
