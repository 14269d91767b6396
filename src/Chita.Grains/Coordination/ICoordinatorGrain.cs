using Chita.Grains.Gradients;
using Chita.Grains.Tree;
using Chita.Pruning;

namespace Chita.Grains.Coordination;

/// <summary>
/// Runs the method: owns q, thresholds and G, n-vectors and n × n, nothing of the size of the network. Key: the campaign's name.
/// </summary>
[Alias("chita.ICoordinator")]
public interface ICoordinatorGrain : IGrainWithStringKey
{
    /// <summary>Opens the layers and blocks of a network; a repeat does nothing.</summary>
    /// <param name="epoch">The owner's epoch: messages of an older one are refused from now on.</param>
    /// <param name="network">The network.</param>
    /// <param name="blockSize">Weights per block.</param>
    [Alias("open"), ResponseTimeout(NodeTimeout.Kernel)]
    Task Open(long epoch, NetworkDescription network, int blockSize);

    /// <summary>Begins a stage: the weights so far become w̄, and rows of A are to come.</summary>
    [Alias("beginStage"), ResponseTimeout(NodeTimeout.Kernel)]
    Task BeginStage(int stage);

    /// <summary>Solves by a method, once all rows are there, and commits the weights to the blocks.</summary>
    /// <param name="method">The method's name in campaign files.</param>
    /// <param name="problem">What to solve. Without rows (magnitude), none are waited for.</param>
    /// <param name="cancellation">Ends the solve; nothing is committed then.</param>
    [Alias("solve"), ResponseTimeout("7.00:00:00")]
    Task<SolveResult> Solve(string method, PruningProblem problem, CancellationToken cancellation);

    /// <summary>Takes the last solve's weights back.</summary>
    [Alias("restore"), ResponseTimeout(NodeTimeout.Kernel)]
    Task Restore();

    /// <summary>Where the running solve stands; null before its first iteration.</summary>
    [Alias("progress"), Orleans.Concurrency.AlwaysInterleave]
    Task<SolveProgress?> GetProgress();

    /// <summary>Closes layers and blocks.</summary>
    [Alias("close"), ResponseTimeout(NodeTimeout.Kernel)]
    Task Close();
}
