using System.Runtime.Intrinsics;

namespace Chita.Numerics;

/// <summary>How an element of A lies in memory. Every kernel widens it to float64, which is exact, and sums there.</summary>
/// <typeparam name="T">The implementing type.</typeparam>
internal interface IGradientElement<T> where T : unmanaged, IGradientElement<T>
{
    /// <summary>Four consecutive elements as float64.</summary>
    static abstract unsafe Vector256<double> Widen(T* elements);

    /// <summary>The element nearest to a gradient; ties to even.</summary>
    static abstract T Nearest(float gradient);

    /// <summary>This element as float64.</summary>
    double ToDouble();
}
