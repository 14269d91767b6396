using System.Buffers.Binary;
using System.IO.Compression;
using Chita.Golden;

namespace Chita.Faults.Commands;

/// <summary>The network and the data of tiny campaigns: so few digits that reading them is no work.</summary>
internal static class TinyData
{
    public const string Network = "mlpnet.pt";
    public const string Digits = "digits-images-idx3-ubyte";

    private const int Samples = 1000;
    private const int Pixels = 28 * 28;

    /// <summary>Puts them into the data root of a cluster.</summary>
    public static void WriteTo(string dataRoot)
    {
        File.Copy(Find("networks/mlpnet.pt"), Path.Combine(dataRoot, Network));
        Take("mnist/t10k-images-idx3-ubyte.gz", header: 16, Pixels, Path.Combine(dataRoot, Digits));
        Take("mnist/t10k-labels-idx1-ubyte.gz", header: 8, 1, Path.Combine(dataRoot, Digits.Replace("images-idx3", "labels-idx1", StringComparison.Ordinal)));
    }

    private static void Take(string name, int header, int each, string path)
    {
        var bytes = new byte[header + Samples * each];
        using var file = new GZipStream(File.OpenRead(Find(name)), CompressionMode.Decompress);
        file.ReadExactly(bytes);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(4), Samples); // IDX: the first dimension
        File.WriteAllBytes(path, bytes);
    }

    private static string Find(string name) => SharedFolder.Find(name) ?? throw new FileNotFoundException($"{name} is neither in CHITA_DATA nor in ../shared/data.", name);
}
