using System.Text.Json;
using Chita.Blocks;

namespace Chita.Benchmarks.Cluster.Synthetic;

/// <summary>A network that is only its shape: what a file <c>*.synthetic</c> holds.</summary>
/// <param name="Seed">Weights and gradients follow from it.</param>
/// <param name="Tensors">The tensors, in order.</param>
/// <param name="BlockSize">Weights in a block, where that is less than campaigns may say; null: what the campaign says.</param>
internal sealed record SyntheticNetwork(long Seed, IReadOnlyList<SyntheticTensor> Tensors, int? BlockSize = null)
{
    /// <summary>How such files end.</summary>
    public const string Extension = ".synthetic";

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web);

    /// <summary>p.</summary>
    public long Weights => Tensors.Sum(tensor => tensor.Size.Weights);

    /// <summary>Reads a file.</summary>
    /// <exception cref="InvalidInputException">It is not there, or not one of these.</exception>
    public static SyntheticNetwork Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<SyntheticNetwork>(File.ReadAllText(path), Options) ?? throw new JsonException("It is empty.");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new InvalidInputException($"{path}: is not a synthetic network: {failure.Message}", failure);
        }
    }

    public void Write(string path) => File.WriteAllText(path, JsonSerializer.Serialize(this, Options));

    /// <summary>One tensor that is cut into equal blocks.</summary>
    public static SyntheticNetwork OfBlocks(int blocks, int blockSize) => new(1, [new SyntheticTensor("blocks", [blocks, blockSize])], blockSize);
}

/// <summary>A tensor of it.</summary>
internal sealed record SyntheticTensor(string Name, long[] Shape)
{
    public TensorSize Size => new(Name, Shape);
}
