using System.Text.Json;
using System.Text.Json.Serialization;
using Orleans.Storage;

namespace Chita.Grains.Storage;

/// <summary>
/// Grain states as plain JSON, doubles to their last bit. Orleans' own serializer writes the names of types beside values, also of those that
/// the compiler makes up for a list, and reads none back that was not generated for messages.
/// </summary>
internal sealed class StateSerializer : IGrainStorageSerializer
{
    private static readonly JsonSerializerOptions Options = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    public BinaryData Serialize<T>(T? input) => new(JsonSerializer.SerializeToUtf8Bytes(input, Options));

    public T Deserialize<T>(BinaryData input) => JsonSerializer.Deserialize<T>(input, Options)!;
}
