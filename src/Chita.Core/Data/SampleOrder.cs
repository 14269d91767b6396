namespace Chita.Data;

/// <summary>In which order calibration takes its samples.</summary>
public enum SampleOrder
{
    /// <summary>A fresh permutation for every stage and epoch, from the seed.</summary>
    Shuffled,

    /// <summary>As in the file, the same in every stage: rows can be compared with ones made elsewhere.</summary>
    File,
}
