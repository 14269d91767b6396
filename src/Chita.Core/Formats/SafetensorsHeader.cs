using System.Text.Json;

namespace Chita.Formats;

/// <summary>The JSON header of a safetensors file, every rule of the format checked.</summary>
internal sealed record SafetensorsHeader(IReadOnlyList<SafetensorsEntry> Tensors, IReadOnlyDictionary<string, string> Metadata)
{
    /// <summary>The one name in a header that is not a tensor's.</summary>
    public const string MetadataName = "__metadata__";

    /// <summary>Parses a header whose tensors fill the file from <paramref name="dataStart"/> to <paramref name="fileLength"/>.</summary>
    public static SafetensorsHeader Parse(string path, ReadOnlyMemory<byte> json, long dataStart, long fileLength)
    {
        try
        {
            // Duplicate names are refused by the parser, at every level.
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { AllowDuplicateProperties = false });
            return Parse(path, document.RootElement, dataStart, fileLength);
        }
        catch (JsonException e)
        {
            throw new InvalidInputException($"{path}: the safetensors header is not valid JSON: {e.Message}", e);
        }
        catch (InvalidOperationException e)
        {
            // What JsonElement.GetString says to bytes or escapes that are no Unicode text.
            throw new InvalidInputException($"{path}: the safetensors header contains text that is not valid UTF-8.", e);
        }
    }

    private static SafetensorsHeader Parse(string path, JsonElement root, long dataStart, long fileLength)
    {
        if (root.ValueKind != JsonValueKind.Object)
            throw new InvalidInputException($"{path}: the safetensors header is a JSON {root.ValueKind}; it must be an object of tensors by name.");

        var tensors = new List<SafetensorsEntry>();
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var property in root.EnumerateObject())
        {
            var name = property.Name;
            if (name == MetadataName)
                ReadMetadata(path, property.Value, metadata);
            else
                tensors.Add(ReadEntry(path, name, property.Value, dataStart));
        }

        // Empty tensors share their offset with the next one: they come first.
        tensors.Sort((a, b) => (a.Offset, a.ByteLength).CompareTo((b.Offset, b.ByteLength)));
        CheckContiguous(path, tensors, dataStart, fileLength);
        return new SafetensorsHeader(tensors, metadata);
    }

    private static void ReadMetadata(string path, JsonElement element, Dictionary<string, string> metadata)
    {
        if (element.ValueKind != JsonValueKind.Object)
            throw new InvalidInputException($"{path}: {MetadataName} must be an object of strings.");
        foreach (var item in element.EnumerateObject())
        {
            if (item.Value.ValueKind != JsonValueKind.String)
                throw new InvalidInputException($"{path}: {MetadataName} must hold strings only; {InputFile.Quote(item.Name)} is not one.");
            metadata.Add(item.Name, item.Value.GetString()!);
        }
    }

    private static SafetensorsEntry ReadEntry(string path, string name, JsonElement element, long dataStart)
    {
        InvalidInputException Error(string message) => new($"{path}: tensor {InputFile.Quote(name)}: {message}");

        if (element.ValueKind != JsonValueKind.Object)
            throw Error("must be an object with dtype, shape and data_offsets.");

        if (!element.TryGetProperty("dtype", out var dtype) || dtype.ValueKind != JsonValueKind.String)
            throw Error("dtype is missing or not a string.");
        var type = SafetensorsTypes.Parse(dtype.GetString()!)
            ?? throw Error($"dtype {InputFile.Quote(dtype.GetString()!)} is not known; known are {SafetensorsTypes.Known}.");

        var shape = ReadIntegers(element, "shape")
            ?? throw Error("shape is missing or not an array of integers.");
        var length = type.ByteLength(shape)
            ?? throw Error("shape has a negative dimension, or more bytes than 63 bits can count.");

        if (ReadIntegers(element, "data_offsets") is not [var begin, var end])
            throw Error("data_offsets is missing or not two integers.");
        if (begin < 0 || end < begin)
            throw Error($"data_offsets [{begin}, {end}] are not in order.");
        if (end - begin != length)
            throw Error($"data_offsets span {end - begin} bytes, but dtype and shape need {length}.");
        if (begin > long.MaxValue - dataStart - length)
            throw Error($"data_offsets [{begin}, {end}] lie beyond any file.");

        return new SafetensorsEntry(name, type, shape, dataStart + begin, length);
    }

    private static long[]? ReadIntegers(JsonElement element, string property)
    {
        if (!element.TryGetProperty(property, out var array) || array.ValueKind != JsonValueKind.Array)
            return null;
        var result = new long[array.GetArrayLength()];
        var count = 0;
        foreach (var item in array.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.Number || !item.TryGetInt64(out result[count++]))
                return null;
        }

        return result;
    }

    /// <summary>Tensors must fill the data without holes or overlaps, to the last byte of the file.</summary>
    private static void CheckContiguous(string path, List<SafetensorsEntry> tensors, long dataStart, long fileLength)
    {
        var expected = dataStart;
        foreach (var tensor in tensors)
        {
            if (tensor.Offset != expected)
            {
                throw new InvalidInputException(
                    $"{path}: tensor {InputFile.Quote(tensor.Name)} starts at data byte {tensor.Offset - dataStart}, "
                    + $"but the tensors before it end at {expected - dataStart}; tensors must follow each other without holes or overlaps.");
            }

            expected += tensor.ByteLength;
        }

        if (expected != fileLength)
        {
            throw new InvalidInputException(
                $"{path}: the header describes {expected} bytes, but the file has {fileLength}; "
                + (fileLength < expected ? "is the copy complete?" : "nothing may follow the last tensor."));
        }
    }
}
