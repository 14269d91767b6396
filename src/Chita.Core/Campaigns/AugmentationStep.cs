namespace Chita.Campaigns;

/// <summary>A random change of a calibration image, drawn from the seed.</summary>
public enum AugmentationStep
{
    /// <summary><c>crop</c>: padded by four pixels of black and cut back to size at a random place.</summary>
    Crop,

    /// <summary><c>flip</c>: mirrored left to right, half of the time.</summary>
    Flip,

    /// <summary>
    /// <c>mixup</c>: blended with the next image of its batch, whose share is drawn from 0 to ½; the label is that of either, by their shares
    /// (Zhang et al., "mixup: Beyond Empirical Risk Minimization", 2018, with Beta(1, 1)).
    /// </summary>
    Mixup,
}
