using Chita.Blocks;

namespace Chita.Grains.Storage;

/// <summary>
/// Where blocks keep what another silo needs to bring them back: weights under the data root, slices of A under <c>--slices</c>. What lies
/// there depends on campaign, stage and block alone, so it does not matter who wrote it, or how often.
/// </summary>
internal sealed class BlockFiles(SiloResources resources)
{
    /// <summary>w̄ of a stage; null when nothing is kept.</summary>
    public string? Weights(string run, int stage, BlockId block) => Of(WeightsRoot, run, $"weights-{stage}", block);

    /// <summary>The columns of A of a stage; null when nothing is kept.</summary>
    public string? Columns(string run, int stage, BlockId block) => Of(resources.Slices, run, $"columns-{stage}", block);

    /// <summary>Removes what an earlier stage left, as far as that goes: the rest goes with the run.</summary>
    public void RemoveStage(string run, int stage)
    {
        try
        {
            Remove(WeightsRoot, run, $"weights-{stage}");
            Remove(resources.Slices, run, $"columns-{stage}");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // A silo that was thought dead may be writing there still.
        }
    }

    /// <summary>Removes everything of a run.</summary>
    public void RemoveRun(string run)
    {
        Remove(WeightsRoot, run, "");
        Remove(resources.Slices, run, "");
    }

    private string? WeightsRoot => resources.DataRoot is { } root ? Path.Combine(root, ".chita") : null;

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
