using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Chita.Campaigns;
using Chita.Formats;
using Chita.Networks;
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

    /// <summary>Which weights were kept, tensor by tensor.</summary>
    public const string MaskName = "mask.safetensors";

    private const int Piece = 1 << 20;

    /// <summary>Writes the network in the formats asked for, and the mask.</summary>
    /// <param name="network">The network, pruned.</param>
    /// <param name="prunable">The tensors that were pruned, in order.</param>
    /// <param name="folder">Where to write.</param>
    /// <param name="formats">Which files.</param>
    /// <exception cref="NumericalException">A written weight is not finite.</exception>
    public static WrittenModel Write(TorchScriptNetwork network, IReadOnlyList<NetworkTensor> prunable, string folder, IReadOnlyList<OutputFormat> formats)
    {
        var written = new List<WrittenModel>();
        if (formats.Contains(OutputFormat.Safetensors))
        {
            var path = Path.Combine(folder, SafetensorsName);
            using (var file = new SafetensorsWriter(path, [.. network.Tensors.Select(tensor => (tensor.Name, tensor.Type, tensor.Shape))], Metadata))
            {
                foreach (var tensor in network.Tensors)
                    file.Write(network.Read(tensor.Name));
                file.Complete();
            }

            using var reader = SafetensorsFile.Open(path);
            written.Add(Count(prunable, name => Pieces(reader, name)));
        }

        if (formats.Contains(OutputFormat.Torchscript))
        {
            var path = Path.Combine(folder, TorchScriptName);
            network.Save(path);
            using var reader = TorchScriptNetwork.Load(path);
            written.Add(Count(prunable, name => [reader.Read(name).ToArray()]));
        }

        if (written.Select(model => model.Digest).Distinct().Count() > 1)
            throw new InvalidOperationException($"{SafetensorsName} and {TorchScriptName} in {folder} do not hold the same weights.");
        WriteMask(network, prunable, Path.Combine(folder, MaskName));
        return written[0];
    }

    private static Dictionary<string, string> Metadata => new() { ["format"] = "pt" };

    private static WrittenModel Count(IReadOnlyList<NetworkTensor> prunable, Func<string, IEnumerable<byte[]>> pieces)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var layers = new List<LayerReport>();
        foreach (var tensor in prunable)
        {
            var kept = 0L;
            foreach (var piece in pieces(tensor.Name))
            {
                hash.AppendData(piece);
                foreach (var weight in MemoryMarshal.Cast<byte, float>(piece))
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
        }

        return new WrittenModel(layers, ContentDigest.Format(hash.GetHashAndReset()));
    }

    private static IEnumerable<byte[]> Pieces(SafetensorsFile file, string name)
    {
        var entry = file.Find(name) ?? throw new InvalidOperationException($"{file.Path} lacks tensor {name}.");
        for (var offset = 0L; offset < entry.ByteLength; offset += Piece)
        {
            var piece = new byte[Math.Min(Piece, entry.ByteLength - offset)];
            file.Read(entry, offset, piece);
            yield return piece;
        }
    }

    private static void WriteMask(TorchScriptNetwork network, IReadOnlyList<NetworkTensor> prunable, string path)
    {
        using var file = new SafetensorsWriter(path, [.. prunable.Select(tensor => (tensor.Name, SafetensorsType.Bool, tensor.Shape))]);
        foreach (var tensor in prunable)
        {
            var weights = MemoryMarshal.Cast<byte, float>(network.Read(tensor.Name));
            var mask = new byte[weights.Length];
            for (var i = 0; i < mask.Length; i++)
                mask[i] = weights[i] != 0 ? (byte)1 : (byte)0;
            file.Write(mask);
        }

        file.Complete();
    }
}

/// <summary>What was written, counted from the bytes.</summary>
/// <param name="Layers">The pruned tensors, in order.</param>
/// <param name="Digest">SHA-256 of their bytes, in order.</param>
public sealed record WrittenModel(IReadOnlyList<LayerReport> Layers, string Digest)
{
    /// <summary>Prunable weights.</summary>
    public long Weights => Layers.Sum(layer => layer.Weights);

    /// <summary>Those that are not zero.</summary>
    public long Kept => Layers.Sum(layer => layer.Kept);
}
