using Chita.Blocks;
using Chita.Campaigns;
using Chita.Gradients;
using Chita.Numerics;

namespace Chita.Golden;

/// <summary>Blocks that hold a whole problem, ready for any number of solves: a solve commits w and leaves w̄ and A alone.</summary>
internal static class ProblemBlocks
{
    /// <summary>The weights and gradients of a campaign's first stage. The network itself is let go.</summary>
    /// <param name="campaign">The campaign.</param>
    /// <param name="threads">Where the network, and later the kernels, run; not owned.</param>
    /// <param name="storage">How to keep A.</param>
    /// <param name="computed">Shown rows as they come, in order.</param>
    /// <param name="cancellation">Ends the work between groups of rows.</param>
    public static async Task<InProcessBlocks> FromCampaignAsync(
        CampaignSpec campaign, SolverThreads threads, GradientStorage storage = GradientStorage.Float32, Action<IGradientRows>? computed = null,
        CancellationToken cancellation = default)
    {
        using var session = await threads.RunAsync(() => new NetworkSession(campaign, threads));
        var blocks = new InProcessBlocks(session.Layout, session.Rows, threads, storage);
        try
        {
            blocks.Load([.. session.Layout.Tensors.SelectMany(session.Layout.Cut).SelectMany(session.ReadWeights)]);
            for (var first = 0; first < session.Rows; first += session.RowsAtOnce)
            {
                using var rows = await session.ComputeAsync(0, first, Math.Min(session.RowsAtOnce, session.Rows - first), cancellation);
                blocks.Write(rows);
                computed?.Invoke(rows);
            }

            return blocks;
        }
        catch
        {
            blocks.Dispose();
            throw;
        }
    }
}
