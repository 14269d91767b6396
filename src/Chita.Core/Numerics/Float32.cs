using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Chita.Numerics;

/// <summary>An element of A as the network's backward pass gives it: 4 bytes.</summary>
internal readonly record struct Float32(float Value) : IGradientElement<Float32>
{
    /// <inheritdoc/>
    public static int PrefetchBytes => 1024;

    /// <inheritdoc/>
    public static double Scale => 1;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe Vector256<double> WidenScaled(Float32* elements) => Widen(elements);

    /// <summary>Exact, so the route taken does not show in the result.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe Vector256<double> Widen(Float32* elements)
    {
        var a = (float*)elements;
        return Avx.IsSupported
            ? Avx.ConvertToVector256Double(Vector128.Load(a))
            : Vector256.Create(a[0], a[1], a[2], (double)a[3]);
    }

    /// <inheritdoc/>
    public static Float32 Nearest(float gradient) => new(gradient);

    /// <inheritdoc/>
    public static unsafe void Store(ReadOnlySpan<float> gradients, Float32* elements) => gradients.CopyTo(new Span<float>(elements, gradients.Length));

    /// <inheritdoc/>
    public double ToDouble() => Value;
}
