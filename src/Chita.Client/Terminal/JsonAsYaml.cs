using System.Text.Json;
using YamlDotNet.Serialization;

namespace Chita.Client.Terminal;

/// <summary>The same document as YAML.</summary>
internal static class JsonAsYaml
{
    public static string Write(string json)
    {
        using var document = JsonDocument.Parse(json);
        return new SerializerBuilder().WithQuotingNecessaryStrings().Build().Serialize(Convert(document.RootElement)).TrimEnd();
    }

    private static object? Convert(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().ToDictionary(property => property.Name, property => Convert(property.Value)),
        JsonValueKind.Array => element.EnumerateArray().Select(Convert).ToList(),
        JsonValueKind.String => element.GetString(),
        JsonValueKind.Number => element.TryGetInt64(out var whole) ? whole : element.GetDouble(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };
}
