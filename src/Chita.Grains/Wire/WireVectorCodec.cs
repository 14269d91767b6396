using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Orleans.Serialization.Buffers;
using Orleans.Serialization.Cloning;
using Orleans.Serialization.Codecs;
using Orleans.Serialization.WireProtocol;

namespace Chita.Grains.Wire;

/// <summary>Writes a <see cref="WireVector{T}"/> as one length-prefixed run of bytes.</summary>
[RegisterSerializer]
internal sealed class WireVectorCodec<T> : IFieldCodec<WireVector<T>> where T : unmanaged
{
    /// <summary>A packed G of 5,000 rows. A message that claims more is damaged, and is refused before memory is taken for it.</summary>
    private const uint MaxBytes = 100 << 20;

    public void WriteField<TBufferWriter>(ref Writer<TBufferWriter> writer, uint fieldIdDelta, Type? expectedType, WireVector<T> value)
        where TBufferWriter : IBufferWriter<byte>
    {
        ReferenceCodec.MarkValueField(writer.Session);
        writer.WriteFieldHeader(fieldIdDelta, expectedType, typeof(WireVector<T>), WireType.LengthPrefixed);
        var bytes = MemoryMarshal.AsBytes(value.Values.Span);
        writer.WriteVarUInt32(checked((uint)bytes.Length));
        writer.Write(bytes);
    }

    public WireVector<T> ReadValue<TInput>(ref Reader<TInput> reader, Field field)
    {
        ReferenceCodec.MarkValueField(reader.Session);
        field.EnsureWireType(WireType.LengthPrefixed);
        var length = reader.ReadVarUInt32();
        if (length > MaxBytes || length % (uint)Unsafe.SizeOf<T>() != 0)
            throw new InvalidDataException($"A vector of {length} bytes is not one of whole {typeof(T).Name}s up to {MaxBytes} bytes.");
        var values = new T[length / (uint)Unsafe.SizeOf<T>()];
        reader.ReadBytes(MemoryMarshal.AsBytes(values.AsSpan()));
        return WireVector.Of(values);
    }
}

/// <summary>Vectors are immutable, so a copy is the vector itself.</summary>
[RegisterCopier]
internal sealed class WireVectorCopier<T> : IDeepCopier<WireVector<T>> where T : unmanaged
{
    public WireVector<T> DeepCopy(WireVector<T> input, CopyContext context) => input;
}
