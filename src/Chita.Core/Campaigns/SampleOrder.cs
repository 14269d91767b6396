namespace Chita.Campaigns;

/// <summary>The order in which calibration samples are drawn.</summary>
public enum SampleOrder
{
    /// <summary><c>shuffled</c>: drawn anew per stage, from the seed.</summary>
    Shuffled,

    /// <summary><c>file</c>: as they stand in the file, to compare with golden values.</summary>
    File,
}
