using System.Text.Json;

namespace Chita.Formats;

/// <summary>
/// A language model as it is published: a folder with <c>config.json</c> and the weights in <c>model.safetensors</c>, or in several such files (shards),
/// which <c>model.safetensors.index.json</c> lists. Weights are read piece by piece. Reads may come from several threads.
/// </summary>
public sealed class HuggingFaceFolder : IDisposable
{
    /// <summary>What the network is.</summary>
    public const string ConfigName = "config.json";

    private const string SingleName = "model.safetensors";
    private const string IndexName = "model.safetensors.index.json";
    private const int MaxText = 16 << 20; // bytes of an index: that of a thousand layers has a hundredth

    private static readonly string[] WeightSuffixes =
        [".safetensors", ".bin", ".pt", ".pth", ".gguf", ".h5", ".msgpack", ".onnx", ".bin.index.json", ".h5.index.json", ".msgpack.index.json"];

    private readonly Dictionary<string, SafetensorsFile> _shardOf = new(StringComparer.Ordinal);
    private readonly List<SafetensorsFile> _shards = [];

    private HuggingFaceFolder(string path) => Path = path;

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>The files with weights, by name.</summary>
    public IReadOnlyList<SafetensorsFile> Shards => _shards;

    /// <summary>Opens the files with weights and checks them against the index.</summary>
    /// <exception cref="InvalidInputException">A file is missing, damaged, or does not have the tensors that the index says it has.</exception>
    public static HuggingFaceFolder Open(string path)
    {
        var folder = new HuggingFaceFolder(path);
        try
        {
            var index = ReadIndex(path);
            foreach (var name in index?.Values.Distinct().Order(StringComparer.Ordinal) ?? (IEnumerable<string>)[SingleName])
                folder.Add(System.IO.Path.Combine(path, name));
            if (index is not null)
                folder.Compare(index);
            return folder;
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    /// <summary>The names of the files that say what the network computes, in a fixed order: the configuration, the index if there is one, the files with weights.</summary>
    /// <exception cref="InvalidInputException">The folder is none of such a network, or the index cannot be read.</exception>
    public static IReadOnlyList<string> FilesOf(string path) => ReadIndex(path) is { } index
        ? [ConfigName, IndexName, .. index.Values.Distinct().Order(StringComparer.Ordinal)]
        : [ConfigName, SingleName];

    /// <summary>The tensor of that name and the file that has it, or null.</summary>
    public (SafetensorsFile File, SafetensorsEntry Entry)? Find(string tensor) =>
        _shardOf.TryGetValue(tensor, out var file) ? (file, file.Find(tensor)!) : null;

    /// <summary>Fills <paramref name="destination"/> with the bytes of a tensor that is there from <paramref name="offset"/> on.</summary>
    /// <exception cref="InvalidInputException">The file has shrunk since it was opened, or cannot be read.</exception>
    public void Read(string tensor, long offset, Span<byte> destination)
    {
        var file = _shardOf[tensor];
        file.Read(file.Find(tensor)!, offset, destination);
    }

    /// <summary>
    /// The files beside those with weights, such as the configuration, the index, a tokenizer and a licence: all that lie in the folder itself, but for hidden ones and
    /// weights in other formats.
    /// </summary>
    public IEnumerable<string> OtherFiles() => Directory.EnumerateFiles(Path).Order(StringComparer.Ordinal).Where(file =>
        System.IO.Path.GetFileName(file) is var name && !name.StartsWith('.') && !WeightSuffixes.Any(suffix => name.EndsWith(suffix, StringComparison.OrdinalIgnoreCase)));

    /// <inheritdoc/>
    public void Dispose() => _shards.ForEach(shard => shard.Dispose());

    /// <summary>Reads a JSON file of such a folder.</summary>
    /// <param name="path">The file.</param>
    /// <param name="read">Makes something of its object.</param>
    /// <exception cref="InvalidInputException">It is missing, cannot be read, or is no JSON object.</exception>
    internal static T ReadJson<T>(string path, Func<JsonElement, T> read)
    {
        using var file = InputFile.Open(path, "a JSON file");
        var length = RandomAccess.GetLength(file);
        if (length > MaxText)
            throw new InvalidInputException($"{path}: has {length} bytes; expected a JSON file of at most {MaxText >> 20} MiB.");
        var text = new byte[length];
        InputFile.ReadExactly(file, path, 0, text);
        try
        {
            using var document = JsonDocument.Parse(text, new JsonDocumentOptions { AllowDuplicateProperties = false });
            var root = document.RootElement;
            return root.ValueKind == JsonValueKind.Object ? read(root) : throw new InvalidInputException($"{path}: is a JSON {root.ValueKind}; expected an object.");
        }
        catch (JsonException failure)
        {
            throw new InvalidInputException($"{path}: is not valid JSON: {failure.Message}", failure);
        }
        catch (InvalidOperationException failure)
        {
            // What JsonElement says to bytes or escapes that are no Unicode text.
            throw new InvalidInputException($"{path}: contains text that is not valid UTF-8.", failure);
        }
    }

    /// <summary>Which file has which tensor; null without an index.</summary>
    private static Dictionary<string, string>? ReadIndex(string folder)
    {
        var (config, single, index) = (In(ConfigName), In(SingleName), In(IndexName));
        if (!Directory.Exists(folder))
            throw new InvalidInputException($"{folder}: there is no such folder; expected one with {ConfigName} and {SingleName}, or {IndexName} and what it lists.");
        if (!File.Exists(config))
            throw new InvalidInputException($"{folder}: has no {ConfigName}; expected a folder with it and {SingleName}, or {IndexName} and what it lists.");
        if (File.Exists(single) && File.Exists(index))
            throw new InvalidInputException($"{folder}: has both {SingleName} and {IndexName}, and only one of them can be the network; remove the other.");
        if (!File.Exists(index))
        {
            return File.Exists(single) ? null
                : throw new InvalidInputException($"{folder}: has neither {SingleName} nor {IndexName}; weights in other formats are not read: save the network as safetensors.");
        }

        return ReadJson(index, root => ReadMap(folder, index, root));

        string In(string name) => System.IO.Path.Combine(folder, name);
    }

    private static Dictionary<string, string> ReadMap(string folder, string index, JsonElement root)
    {
        if (!root.TryGetProperty("weight_map", out var map) || map.ValueKind != JsonValueKind.Object || !map.EnumerateObject().Any())
            throw new InvalidInputException($"{index}: has no weight_map; expected an object of tensors, each with the file that has it.");
        var fileOf = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var item in map.EnumerateObject())
        {
            // An index is input like any other: it must not lead elsewhere.
            var name = item.Value.ValueKind == JsonValueKind.String ? item.Value.GetString()! : "";
            if (!name.EndsWith(".safetensors", StringComparison.Ordinal) || name != System.IO.Path.GetFileName(name) || name.Any(char.IsControl))
            {
                throw new InvalidInputException(
                    $"{index}: tensor {InputFile.Quote(item.Name)} is in {InputFile.Quote(item.Value.ToString())}; expected the name of a .safetensors file beside the index.");
            }

            if (!File.Exists(System.IO.Path.Combine(folder, name)))
                throw new InvalidInputException($"{index}: names {name}, where tensor {InputFile.Quote(item.Name)} is, and there is no such file in {folder}; is the copy complete?");
            fileOf.Add(item.Name, name);
        }

        return fileOf;
    }

    private void Add(string path)
    {
        var shard = SafetensorsFile.Open(path);
        _shards.Add(shard);
        foreach (var entry in shard.Tensors)
        {
            if (!_shardOf.TryAdd(entry.Name, shard))
                throw new InvalidInputException($"{path}: has tensor {InputFile.Quote(entry.Name)}, which {_shardOf[entry.Name].Path} has too; a tensor is in one file.");
        }
    }

    private void Compare(Dictionary<string, string> index)
    {
        foreach (var (tensor, name) in index)
        {
            var file = System.IO.Path.Combine(Path, name);
            if (!_shardOf.TryGetValue(tensor, out var shard) || shard.Path != file)
                throw new InvalidInputException($"{file}: has no tensor {InputFile.Quote(tensor)}, which {IndexName} says is there.");
        }

        if (_shardOf.FirstOrDefault(tensor => !index.ContainsKey(tensor.Key)) is { Value: { } other } extra)
            throw new InvalidInputException($"{other.Path}: has tensor {InputFile.Quote(extra.Key)}, which {IndexName} does not list.");
    }
}
