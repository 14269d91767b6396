using Chita.Formats;
using Chita.Networks;

namespace Chita.Output;

/// <summary>Writes a network into a folder like the one it came from: the same files, and in them the same tensors in the same order and types.</summary>
internal static class HuggingFaceWriter
{
    /// <summary>Writes the folder. Of a tensor no more than a piece is in memory besides the network.</summary>
    /// <param name="network">The network, pruned.</param>
    /// <param name="source">Where it came from.</param>
    /// <param name="folder">The folder to make.</param>
    public static void Write(Network network, HuggingFaceFolder source, string folder)
    {
        Directory.CreateDirectory(folder);
        var tensors = network.Tensors.ToDictionary(tensor => tensor.Name, StringComparer.Ordinal);
        foreach (var shard in source.Shards)
        {
            using var file = new SafetensorsWriter(In(shard.Path), [.. shard.Tensors.Select(entry => (entry.Name, entry.Type, entry.Shape))], shard.Metadata);
            foreach (var entry in shard.Tensors)
                network.Pass(tensors[entry.Name], file.Write);
            file.Complete();
        }

        // The index too: which file has which tensor, and how many bytes they are in all, has not changed.
        foreach (var other in source.OtherFiles())
            File.Copy(other, In(other));

        string In(string path) => Path.Combine(folder, Path.GetFileName(path));
    }
}
