using System.Security.Cryptography;
using Chita.Campaigns;
using Chita.Formats;
using Chita.Networks;
using Chita.Networks.Llama;
using Chita.Reports;

namespace Chita.Output;

/// <summary>
/// Writes a pruned network tensor by tensor, then reads back what it wrote: the counts that a report gives are those of the bytes on disk.
/// </summary>
public static class ModelWriter
{
    /// <summary>The network in safetensors.</summary>
    public const string SafetensorsName = "model.safetensors";

    /// <summary>The network as TorchScript.</summary>
    public const string TorchScriptName = "model.pt";

    /// <summary>The network in a folder like the one it came in.</summary>
    public const string HuggingFaceName = "model";

    /// <summary>Which weights were kept, tensor by tensor.</summary>
    public const string MaskName = "mask.safetensors";

    private const int Piece = 64 << 10; // bytes at once; larger arrays would live in the heap of large objects

    /// <summary>Writes the network in the formats asked for, and the mask.</summary>
    /// <param name="network">The network, pruned.</param>
    /// <param name="prunable">The tensors that were pruned, in order.</param>
    /// <param name="untouched">The others, as they came.</param>
    /// <param name="folder">Where to write.</param>
    /// <param name="formats">Which files.</param>
    /// <param name="recalibrated">Those of the others that were computed anew; default none.</param>
    /// <exception cref="NumericalException">A written weight is not finite.</exception>
    public static WrittenModel Write(
        Network network, IReadOnlyList<NetworkTensor> prunable, IReadOnlyList<TensorRecord> untouched, string folder,
        IReadOnlyList<OutputFormat> formats, IReadOnlyList<NetworkTensor>? recalibrated = null)
    {
        var written = new List<WrittenModel>();
        if (formats.Contains(OutputFormat.Safetensors))
        {
            var path = Path.Combine(folder, SafetensorsName);
            using (var file = File.Create(path))
                WriteSafetensors(network, file);
            using var reader = SafetensorsFile.Open(path);
            written.Add(Count(prunable, (tensor, offset, piece) => reader.Read(Entry(reader, tensor), offset, piece)));
        }

        if (formats.Contains(OutputFormat.Torchscript))
        {
            var path = Path.Combine(folder, TorchScriptName);
            ((TorchScriptNetwork)network).Save(path);
            using var reader = TorchScriptNetwork.Load(path);
            written.Add(Count(prunable, (tensor, offset, piece) => reader.ReadBytes(tensor, offset, piece)));
        }

        if (formats.Contains(OutputFormat.Huggingface))
        {
            var path = Path.Combine(folder, HuggingFaceName);
            HuggingFaceWriter.Write(network, ((LlamaNetwork)network).Folder, path);
            using var reader = HuggingFaceFolder.Open(path);
            written.Add(Count(prunable, reader.Read));
        }

        if (written.Select(model => model.Digest).Distinct().Count() > 1)
            throw new InvalidOperationException($"The files in {folder} do not hold the same weights.");
        var anew = (recalibrated ?? []).ToDictionary(tensor => tensor.Name, StringComparer.Ordinal);
        var others = untouched.Select(record => anew.TryGetValue(record.Name, out var tensor) ? record.Recalibrated(network.Digest(tensor)) : record);
        WriteMask(network, prunable, Path.Combine(folder, MaskName));
        return written[0] with
        {
            Tensors = InOrder(network, [.. written[0].Tensors, .. others]),
            CompressedBytes = CompressedSize.Of(stream => WriteSafetensors(network, stream)),
        };
    }

    private static void WriteSafetensors(Network network, Stream stream)
    {
        using var file = new SafetensorsWriter(stream, [.. network.Tensors.Select(tensor => (tensor.Name, tensor.Type, tensor.Shape))], Metadata);
        foreach (var tensor in network.Tensors)
            network.Pass(tensor, file.Write);
        file.Complete();
    }

    private static Dictionary<string, string> Metadata => new() { ["format"] = "pt" };

    private static TensorRecord[] InOrder(Network network, IReadOnlyList<TensorRecord> records)
    {
        var byName = records.ToDictionary(record => record.Name, StringComparer.Ordinal);
        return [.. network.Tensors.Where(tensor => byName.ContainsKey(tensor.Name)).Select(tensor => byName[tensor.Name])];
    }

    private static WrittenModel Count(IReadOnlyList<NetworkTensor> prunable, ReadBytes read)
    {
        var (room, floats) = (new byte[Piece], new float[Piece / 2]);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var own = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var layers = new List<LayerReport>();
        var tensors = new List<TensorRecord>();
        foreach (var tensor in prunable)
        {
            var kept = 0L;
            var length = tensor.Elements * tensor.Type.Size();
            for (var offset = 0L; offset < length; offset += Piece)
            {
                var piece = room.AsSpan(0, (int)Math.Min(Piece, length - offset));
                read(tensor.Name, offset, piece);
                hash.AppendData(piece);
                own.AppendData(piece);
                var weights = floats.AsSpan(0, piece.Length / tensor.Type.Size());
                tensor.Type.Widen(piece, weights);
                foreach (var weight in weights)
                {
                    if (!float.IsFinite(weight))
                    {
                        throw new NumericalException(
                            $"Tensor {tensor.Name}: a pruned weight is {weight}. A larger solver.ridge keeps the corrections of the weights small.");
                    }

                    kept += weight != 0 ? 1 : 0;
                }
            }

            layers.Add(new LayerReport(tensor.Name, tensor.Elements, kept));
            tensors.Add(TensorRecord.Of(tensor, kept, ContentDigest.Format(own.GetHashAndReset())));
        }

        return new WrittenModel(layers, ContentDigest.Format(hash.GetHashAndReset()), tensors);
    }

    private static SafetensorsEntry Entry(SafetensorsFile file, string name) =>
        file.Find(name) ?? throw new InvalidOperationException($"{file.Path} lacks tensor {name}.");

    private static void WriteMask(Network network, IReadOnlyList<NetworkTensor> prunable, string path)
    {
        using var file = new SafetensorsWriter(path, [.. prunable.Select(tensor => (tensor.Name, SafetensorsType.Bool, tensor.Shape))]);
        var room = new byte[Piece];
        foreach (var tensor in prunable)
        {
            network.PassWeights(tensor, weights =>
            {
                for (var i = 0; i < weights.Length; i++)
                    room[i] = weights[i] != 0 ? (byte)1 : (byte)0;
                file.Write(room.AsSpan(0, weights.Length));
            });
        }

        file.Complete();
    }

    /// <summary>Reads some of a tensor's bytes, from one on.</summary>
    private delegate void ReadBytes(string tensor, long offset, Span<byte> piece);
}

/// <summary>What was written, counted from the bytes.</summary>
/// <param name="Layers">The pruned tensors, in order.</param>
/// <param name="Digest">SHA-256 of their bytes, in order.</param>
/// <param name="Tensors">All tensors of the network, in its order.</param>
/// <param name="CompressedBytes">The network as safetensors through gzip, in bytes.</param>
public sealed record WrittenModel(IReadOnlyList<LayerReport> Layers, string Digest, IReadOnlyList<TensorRecord> Tensors, long CompressedBytes = 0)
{
    /// <summary>Prunable weights.</summary>
    public long Weights => Layers.Sum(layer => layer.Weights);

    /// <summary>Those that are not zero.</summary>
    public long Kept => Layers.Sum(layer => layer.Kept);

    /// <summary>What the network takes.</summary>
    internal ModelSizes Sizes => ModelSizes.Of(Tensors, CompressedBytes);
}
