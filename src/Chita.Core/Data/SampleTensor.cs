using System.Buffers;
using System.Numerics;
using System.Runtime.InteropServices;
using Chita.Formats;

namespace Chita.Data;

/// <summary>One tensor whose first dimension counts samples, wherever its bytes lie. Reads may come from several threads.</summary>
internal sealed class SampleTensor
{
    private readonly ReadSample _read;

    /// <summary>Takes a tensor of <paramref name="shape"/> [samples, …], row-major.</summary>
    /// <param name="where">How messages name it: the file, and the tensor when there are several.</param>
    /// <param name="type">The stored element type.</param>
    /// <param name="shape">All dimensions, samples first.</param>
    /// <param name="read">Fills its span with the bytes of a sample.</param>
    /// <exception cref="InvalidInputException">There are no samples, empty ones, more than 2^31, or ones of more than 2^30 bytes.</exception>
    public SampleTensor(string where, SafetensorsType type, ReadOnlySpan<long> shape, ReadSample read)
    {
        var text = $"[{string.Join(", ", shape.ToArray())}]";
        if (shape.IsEmpty || shape.Contains(0))
            throw new InvalidInputException($"{where}: shape {text} holds no samples; expected [samples, …], nowhere 0.");
        if (shape[0] > int.MaxValue || type.ByteLength(shape[1..]) is not <= 1 << 30)
            throw new InvalidInputException($"{where}: shape {text} has more than 2^31 samples, or samples of more than 2^30 bytes.");

        Where = where;
        Type = type;
        Count = (int)shape[0];
        Shape = [.. shape[1..].ToArray().Select(d => (int)d)];
        Length = Shape.Aggregate(1, (product, dimension) => product * dimension);
        _read = read;
    }

    /// <summary>Fills <paramref name="destination"/> with the bytes of sample number <paramref name="sample"/>.</summary>
    public delegate void ReadSample(int sample, Span<byte> destination);

    /// <summary>How messages name it.</summary>
    public string Where { get; }

    /// <summary>The stored element type.</summary>
    public SafetensorsType Type { get; }

    /// <summary>Samples.</summary>
    public int Count { get; }

    /// <summary>Dimensions of one sample.</summary>
    public int[] Shape { get; }

    /// <summary>Elements of one sample.</summary>
    public int Length { get; }

    /// <summary>Reads a sample of bytes.</summary>
    public void Read(int sample, Span<byte> destination)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(sample);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(sample, Count);
        ArgumentOutOfRangeException.ThrowIfNotEqual(destination.Length, Length * Type.Size());
        _read(sample, destination);
    }

    /// <summary>Reads a sample of integers of any stored width.</summary>
    public void Read(int sample, Span<long> destination)
    {
        switch (Type)
        {
            case SafetensorsType.I64: Read(sample, MemoryMarshal.AsBytes(destination)); break;
            case SafetensorsType.I32: Convert<int, long>(sample, destination); break;
            case SafetensorsType.I16: Convert<short, long>(sample, destination); break;
            case SafetensorsType.U8: Convert<byte, long>(sample, destination); break;
            default: throw new InvalidOperationException($"{Where}: {Type.Name()} is not read as integers.");
        }
    }

    /// <summary>Reads a sample of floats; all must be finite, else the run would only say later that its gradients are not.</summary>
    /// <exception cref="InvalidInputException">A value is NaN or infinite.</exception>
    public void Read(int sample, Span<float> destination)
    {
        switch (Type)
        {
            case SafetensorsType.F32: Read(sample, MemoryMarshal.AsBytes(destination)); break;
            case SafetensorsType.F64: Convert<double, float>(sample, destination); break;
            default: throw new InvalidOperationException($"{Where}: {Type.Name()} is not read as floats.");
        }

        foreach (var value in destination)
        {
            if (!float.IsFinite(value))
                throw new InvalidInputException($"{Where}: sample {sample} holds {value}; all values must be finite float32 numbers.");
        }
    }

    private void Convert<TStored, TValue>(int sample, Span<TValue> destination)
        where TStored : unmanaged, INumber<TStored>
        where TValue : INumber<TValue>
    {
        var length = Length * Type.Size();
        var buffer = ArrayPool<byte>.Shared.Rent(length);
        Read(sample, buffer.AsSpan(0, length));
        var stored = MemoryMarshal.Cast<byte, TStored>(buffer.AsSpan(0, length));
        for (var i = 0; i < stored.Length; i++)
            destination[i] = TValue.CreateTruncating(stored[i]);
        ArrayPool<byte>.Shared.Return(buffer);
    }
}
