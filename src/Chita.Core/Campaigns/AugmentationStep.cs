namespace Chita.Campaigns;

/// <summary>A random change of a calibration image, drawn from the seed.</summary>
public enum AugmentationStep
{
    /// <summary><c>crop</c>: padded by four pixels of black and cut back to size at a random place.</summary>
    Crop,

    /// <summary><c>flip</c>: mirrored left to right, half of the time.</summary>
    Flip,
}
