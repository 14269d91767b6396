namespace Chita.Blocks;

/// <summary>How A is kept in memory.</summary>
public enum GradientStorage
{
    /// <summary>4 bytes an element, as the gradients come.</summary>
    Float32,

    /// <summary>2 bytes an element: half the memory, half the time of a pass, gradients rounded to 8 significant bits.</summary>
    BFloat16,
}
