using Chita.Blocks;
using Chita.Blocks.Slices;

namespace Chita.Core.Tests.Blocks;

/// <summary>Slices as files of a test's folder.</summary>
internal static class SliceFiles
{
    public static BlockDigest SaveColumns(this WeightBlock block, string path, int stage)
    {
        using var slice = block.OpenColumns(stage, block.Digest());
        using var file = File.Create(path);
        slice.CopyTo(file);
        return block.Digest();
    }

    public static BlockDigest LoadColumns(this WeightBlock block, string path, int stage)
    {
        using var file = File.OpenRead(path);
        return block.LoadColumns(file, path, stage);
    }
}
