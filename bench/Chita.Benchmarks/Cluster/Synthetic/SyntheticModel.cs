using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Chita.Formats;
using Chita.Output;
using Chita.Reports;

namespace Chita.Benchmarks.Cluster.Synthetic;

/// <summary>Reads some of a tensor's weights, from one on.</summary>
internal delegate void ReadPiece(string tensor, long first, Span<float> weights);

/// <summary>Writes a synthetic network piece by piece, and counts on the way.</summary>
internal static class SyntheticModel
{
    private const int Piece = 1 << 16;

    public static WrittenModel Write(SyntheticNetwork network, ReadPiece read, string folder)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var file = new SafetensorsWriter(
            Path.Combine(folder, ModelWriter.SafetensorsName), [.. network.Tensors.Select(tensor => (tensor.Name, SafetensorsType.F32, tensor.Shape))]);
        var layers = new List<LayerReport>();
        var room = new float[Piece];
        foreach (var tensor in network.Tensors)
        {
            var (kept, weights) = (0L, tensor.Size.Weights);
            for (var first = 0L; first < weights; first += Piece)
            {
                var piece = room.AsSpan(0, (int)Math.Min(Piece, weights - first));
                read(tensor.Name, first, piece);
                kept += piece.Length - piece.Count(0f);
                hash.AppendData(MemoryMarshal.AsBytes(piece));
                file.Write(MemoryMarshal.AsBytes(piece));
            }

            layers.Add(new LayerReport(tensor.Name, weights, kept));
        }

        file.Complete();
        return new WrittenModel(layers, ContentDigest.Format(hash.GetHashAndReset()), []);
    }
}
