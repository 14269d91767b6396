using Chita.Blocks;

namespace Chita.Grains.Storage;

/// <summary>
/// Where blocks keep the weights that another silo needs to bring them back: in a folder that the silos share. What lies there depends on campaign, stage and block
/// alone, so it does not matter who wrote it, or how often. Slices of A are in the <see cref="SliceStore"/>.
/// </summary>
internal sealed class BlockFiles(SiloResources resources)
{
    /// <summary>w̄ of a stage; null when nothing is kept.</summary>
    public string? Weights(string run, int stage, BlockId block) => Of(resources.Weights, run, $"weights-{stage}", block);

    /// <summary>Removes what an earlier stage left, as far as that goes: the rest goes with the run.</summary>
    public void RemoveStage(string run, int stage)
    {
        try
        {
            Remove(resources.Weights, run, $"weights-{stage}");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // A silo that was thought dead may be writing there still.
        }
    }

    /// <summary>Removes everything of a run.</summary>
    public void RemoveRun(string run) => Remove(resources.Weights, run, "");

    private static string? Of(string? root, string run, string folder, BlockId block) =>
        root is null ? null : Path.Combine(root, run, folder, $"{Uri.EscapeDataString(block.Tensor)}.{block.Number}");

    private static void Remove(string? root, string run, string folder)
    {
        if (root is null)
            return;
        var path = Path.Combine(root, run, folder);
        if (Directory.Exists(path))
            Directory.Delete(path, recursive: true);
    }
}
