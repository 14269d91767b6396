using Chita.Artifacts;
using Chita.Blocks;
using Chita.Reports;

namespace Chita.Grains.Storage;

/// <summary>
/// Slices of A, kept so that a block whose silo died need not compute its gradients again: each is published under <c>slices/RUN/STAGE/TENSOR.BLOCK</c> in an artifact
/// store of their own. They are large and live for a stage: what is removed is collected at once. Whatever fails here costs time, if a silo dies, and nothing else.
/// </summary>
/// <param name="store">The store; null: nothing is kept.</param>
internal sealed class SliceStore(IArtifactStore? store)
{
    /// <summary>The key under which a host registers the store.</summary>
    public const string Key = "slices";

    private const string FileName = "slice";
    private const int Attempts = 3;

    /// <summary>Whether slices are kept at all.</summary>
    public bool IsUsed => store is not null;

    /// <summary>What messages call a slice.</summary>
    public static string NameOf(string run, int stage, BlockId block) => $"{StageOf(run, stage)}/{Uri.EscapeDataString(block.Tensor)}.{block.Number}";

    /// <summary>Whether a slice is there.</summary>
    public async Task<bool> HasAsync(string name) => store is not null && await store.FindAsync(name) is not null;

    /// <summary>Keeps a slice.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="slice">Its content; can be read more than once.</param>
    /// <exception cref="IOException">The store is full, or away.</exception>
    /// <exception cref="ArtifactException">Others collect faster than this can be published.</exception>
    public async Task KeepAsync(string name, Stream slice)
    {
        for (var attempt = 1; store is not null; attempt++)
        {
            slice.Position = 0;
            var kept = await store.PutAsync(slice);
            try
            {
                await store.PublishAsync(name, [new FileRecord(FileName, kept.Bytes, kept.Digest)]);
                return;
            }
            catch (ArtifactException) when (attempt < Attempts)
            {
                // Another campaign has just collected, and what is not published yet too.
            }
        }
    }

    /// <summary>A slice's content; null when it is not there.</summary>
    /// <exception cref="IOException">The store is away.</exception>
    /// <exception cref="ArtifactException">Something of it is damaged; also while it is read.</exception>
    public async Task<Stream?> OpenAsync(string name) =>
        store is not null && await store.FindAsync(name) is [var slice, ..] ? await store.OpenAsync(slice.Digest) : null;

    /// <summary>Removes what an earlier stage left, as far as that goes: the rest goes with the run.</summary>
    public async Task RemoveStageAsync(string run, int stage)
    {
        try
        {
            await RemoveAsync(StageOf(run, stage));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // A silo that was thought dead may be writing there still.
        }
    }

    /// <summary>Removes everything of a run.</summary>
    public Task RemoveRunAsync(string run) => RemoveAsync(RunOf(run));

    private async Task RemoveAsync(string name)
    {
        if (store is null)
            return;
        await store.RemoveAsync(name);
        try
        {
            await store.CollectAsync(TimeSpan.Zero);
        }
        catch (ArtifactException)
        {
            // What another campaign points at cannot be told: the next collection comes when that one has ended.
        }
    }

    private static string RunOf(string run) => $"slices/{run}";

    private static string StageOf(string run, int stage) => $"{RunOf(run)}/{stage}";
}
