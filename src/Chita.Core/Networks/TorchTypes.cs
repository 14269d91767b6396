using Chita.Formats;
using static TorchSharp.torch;

namespace Chita.Networks;

/// <summary>libtorch's element types as safetensors names them.</summary>
internal static class TorchTypes
{
    public static SafetensorsType ToSafetensors(ScalarType type, string where) => type switch
    {
        ScalarType.Float32 => SafetensorsType.F32,
        ScalarType.Float64 => SafetensorsType.F64,
        ScalarType.Float16 => SafetensorsType.F16,
        ScalarType.BFloat16 => SafetensorsType.BF16,
        ScalarType.Int64 => SafetensorsType.I64,
        ScalarType.Int32 => SafetensorsType.I32,
        ScalarType.Int16 => SafetensorsType.I16,
        ScalarType.Int8 => SafetensorsType.I8,
        ScalarType.Byte => SafetensorsType.U8,
        ScalarType.Bool => SafetensorsType.Bool,
        _ => throw new InvalidInputException($"{where} is of type {type}, which safetensors does not have."),
    };
}
