namespace Chita.Formats;

/// <summary>One tensor of a safetensors file.</summary>
/// <param name="Name">Its name, unique in the file.</param>
/// <param name="Type">Its element type.</param>
/// <param name="Shape">Its dimensions, row-major; empty for a scalar.</param>
/// <param name="Offset">Its first byte, counted from the start of the file.</param>
/// <param name="ByteLength">Its bytes: elements × element size.</param>
public sealed record SafetensorsEntry(string Name, SafetensorsType Type, long[] Shape, long Offset, long ByteLength);
