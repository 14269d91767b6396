using System.Text.Json;
using Chita.Formats;

namespace Chita.Networks.Llama;

/// <summary>
/// An object of <c>config.json</c>. Keys become known by being asked for; <see cref="Finish"/> refuses the others, since they may change what the network
/// computes. A key whose value is null counts as absent.
/// </summary>
/// <param name="file">The file, for messages.</param>
/// <param name="path">What the keys' names begin with in messages.</param>
/// <param name="element">The object.</param>
internal sealed class ConfigObject(string file, string path, JsonElement element)
{
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    public int? Whole(string key) =>
        Take(key) is not { } value ? null
        : value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number > 0 ? number
        : throw Wrong(key, value, "a whole number from 1 on");

    public double? Positive(string key) =>
        Take(key) is not { } value ? null
        : value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && number > 0 && double.IsFinite(number) ? number
        : throw Wrong(key, value, "a number > 0");

    public bool Switch(string key) =>
        Take(key) is { } value && (value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : throw Wrong(key, value, "true or false"));

    /// <summary>Sees that a key, if it is there, has this word.</summary>
    public void Only(string key, string word)
    {
        if (Take(key) is { } value && !(value.ValueKind == JsonValueKind.String && value.ValueEquals(word)))
            throw Wrong(key, value, $"\"{word}\"");
    }

    public string? Text(string key) => Take(key) is not { } value ? null : value.ValueKind == JsonValueKind.String ? value.GetString() : throw Wrong(key, value, "a text");

    public ConfigObject? Child(string key) =>
        Take(key) is not { } value ? null : value.ValueKind == JsonValueKind.Object ? new ConfigObject(file, $"{path}{key}.", value) : throw Wrong(key, value, "an object");

    /// <summary>A value that must be there.</summary>
    public T Need<T>(string key, T? value) where T : struct => value ?? throw new InvalidInputException($"{file}: has no {path}{key}; expected that of the network.");

    public InvalidInputException Wrong(string key, string found, string expected) => new($"{file}: {path}{key} is {found}; expected {expected}.");

    /// <summary>Keys that change nothing.</summary>
    public void Ignore(params ReadOnlySpan<string> keys)
    {
        foreach (var key in keys)
            _known.Add(key);
    }

    /// <summary>Refuses what nobody has asked for.</summary>
    public void Finish()
    {
        foreach (var item in element.EnumerateObject())
        {
            if (item.Value.ValueKind != JsonValueKind.Null && !_known.Contains(item.Name))
                throw new InvalidInputException($"{file}: {path}{item.Name} is not known, and may change what the network computes; expected the configuration of a Llama. If it changes nothing, remove it.");
        }
    }

    private JsonElement? Take(string key)
    {
        _known.Add(key);
        return element.TryGetProperty(key, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
    }

    private InvalidInputException Wrong(string key, JsonElement value, string expected) => Wrong(key, InputFile.Quote(value.GetRawText()), expected);
}
