namespace Chita.Data;

/// <summary>What the values of samples or targets are, and so what becomes of them in a batch.</summary>
public enum ValueKind
{
    /// <summary>Bytes of an image: scaled to float32 and normalised.</summary>
    Bytes,

    /// <summary>Floating point numbers: float32, normalised when asked.</summary>
    Floats,

    /// <summary>Tokens or class labels: int64, unchanged.</summary>
    Integers,
}
