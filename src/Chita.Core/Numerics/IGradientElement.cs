using System.Runtime.Intrinsics;

namespace Chita.Numerics;

/// <summary>How an element of A lies in memory. Every kernel widens it to float64, which is exact, and sums there.</summary>
/// <typeparam name="T">The implementing type.</typeparam>
internal interface IGradientElement<T> where T : unmanaged, IGradientElement<T>
{
    /// <summary>Four consecutive elements as float64.</summary>
    static abstract unsafe Vector256<double> Widen(T* elements);

    /// <summary>How far ahead of a pass over A memory is asked for.</summary>
    static abstract int PrefetchBytes { get; }

    /// <summary>A power of two, by which x must be multiplied where elements come from <see cref="WidenScaled"/>.</summary>
    static abstract double Scale { get; }

    /// <summary>Four consecutive elements as float64, divided by <see cref="Scale"/>: the fastest way to have them for a product with x.</summary>
    static abstract unsafe Vector256<double> WidenScaled(T* elements);

    /// <summary>The element nearest to a gradient; ties to even.</summary>
    static abstract T Nearest(float gradient);

    /// <summary>Writes the elements nearest to finite gradients, as <see cref="Nearest"/> does one by one.</summary>
    static abstract unsafe void Store(ReadOnlySpan<float> gradients, T* elements);

    /// <summary>This element as float64.</summary>
    double ToDouble();
}
