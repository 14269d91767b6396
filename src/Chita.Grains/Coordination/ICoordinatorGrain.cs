using Chita.Grains.Gradients;
using Chita.Grains.Tree;
using Chita.Grains.Wire;
using Chita.Pruning;

namespace Chita.Grains.Coordination;

/// <summary>
/// Runs the method: owns q, thresholds and G, n-vectors and n × n, nothing of the size of the network. Key: the campaign's name.
/// </summary>
[Alias("chita.ICoordinator")]
public interface ICoordinatorGrain : IGrainWithStringKey
{
    /// <summary>
    /// Enters a stage: places the blocks by memory and opens the tree, wherever its nodes were. An older owner's solve is ended first. A
    /// repeat does nothing more.
    /// </summary>
    /// <exception cref="InvalidInputException">The blocks do not fit the cluster's memory.</exception>
    /// <exception cref="StaleOwnerException">A later owner has been here.</exception>
    [Alias("open"), ResponseTimeout(Asking.Interval), Orleans.Concurrency.AlwaysInterleave]
    Task<OpenedStage> Open(StageRequest request);

    /// <summary>Looks whether all rows of A have come; if so, makes the digest of each layer's.</summary>
    [Alias("seal"), ResponseTimeout(Asking.Interval), Orleans.Concurrency.AlwaysInterleave]
    Task<SealedStage> Seal();

    /// <summary>
    /// Solves by a method and commits the weights to the blocks. The same solve of the same stage that an earlier owner began goes on from its last
    /// checkpoint. A stage may be solved several times; <see cref="Restore"/> comes between.
    /// </summary>
    /// <param name="number">Which of the stage's solves, from 0: equal numbers are the same problem.</param>
    /// <param name="method">The method's name in campaign files.</param>
    /// <param name="problem">What to solve. Without rows (magnitude), none are waited for.</param>
    /// <param name="cancellation">Ends the solve; nothing is committed then.</param>
    [Alias("solve"), ResponseTimeout(Asking.Interval), Orleans.Concurrency.AlwaysInterleave]
    Task<StageOutcome> Solve(int number, string method, PruningProblem problem, CancellationToken cancellation);

    /// <summary>Scores the blocks at the dual vector of the last solve's weights, which stay. Only of <c>chita</c>, and while the stage's gradients are there.</summary>
    /// <returns>The dual function there, less what the scores add to it.</returns>
    [Alias("score"), ResponseTimeout(Asking.Interval), Orleans.Concurrency.AlwaysInterleave]
    Task<ScoredDual> Score();

    /// <summary>Takes the last solve's weights back.</summary>
    [Alias("restore"), ResponseTimeout(Asking.Interval), Orleans.Concurrency.AlwaysInterleave]
    Task Restore();

    /// <summary>Keeps the weights where another silo finds them, as those that a stage begins with.</summary>
    [Alias("persist"), ResponseTimeout(Asking.Interval), Orleans.Concurrency.AlwaysInterleave]
    Task Persist(int stage);

    /// <summary>Where the running solve stands; null before its first iteration.</summary>
    [Alias("progress"), Orleans.Concurrency.AlwaysInterleave]
    Task<CoordinatorProgress> GetProgress();

    /// <summary>Closes layers and blocks; an older owner closes nothing.</summary>
    /// <param name="epoch">The owner's.</param>
    /// <param name="forget">Whether the checkpoint goes too, since nothing will go on from it.</param>
    [Alias("close"), ResponseTimeout(Asking.Interval)]
    Task Close(long epoch, bool forget);
}

/// <summary>Which stage to enter.</summary>
/// <param name="Run">Names this run of the campaign.</param>
/// <param name="Epoch">The owner's epoch: messages of an older one are refused from now on.</param>
/// <param name="Network">The network.</param>
/// <param name="BlockSize">Weights per block.</param>
/// <param name="Stage">The stage, from 0.</param>
/// <param name="MayMove">Whether blocks may move to other silos: their weights are kept, and no row of A has come yet.</param>
/// <param name="Checkpoints">Whether its solve keeps checkpoints.</param>
[GenerateSerializer, Immutable, Alias("chita.StageRequest")]
public sealed record StageRequest(
    [property: Id(0)] string Run, [property: Id(1)] long Epoch, [property: Id(2)] NetworkDescription Network, [property: Id(3)] int BlockSize,
    [property: Id(4)] int Stage, [property: Id(5)] bool MayMove, [property: Id(6)] bool Checkpoints = true);

/// <summary>A stage that was entered.</summary>
/// <param name="State">What the blocks hold.</param>
/// <param name="Silos">The cluster's silos.</param>
/// <param name="SiloOf">For each block of the network, in order, which of them it lives on.</param>
/// <param name="Spilled">Whether A lies on the silos' disks.</param>
[GenerateSerializer, Immutable, Alias("chita.OpenedStage")]
public sealed record OpenedStage(
    [property: Id(0)] NodeState State, [property: Id(1)] IReadOnlyList<SiloAddress> Silos, [property: Id(2)] WireVector<int> SiloOf,
    [property: Id(3)] bool Spilled = false);

/// <summary>A stage whose rows of A should have come.</summary>
/// <param name="State">What the blocks hold.</param>
/// <param name="Digests">Of each layer's columns of A, when all are there.</param>
[GenerateSerializer, Immutable, Alias("chita.SealedStage")]
public sealed record SealedStage([property: Id(0)] NodeState State, [property: Id(1)] IReadOnlyList<string> Digests);

/// <summary>A stage that was solved.</summary>
/// <param name="Result">What the method reached.</param>
/// <param name="Trace">Objective and bound after each iteration, in turns; the bound is NaN where there is none.</param>
[GenerateSerializer, Immutable, Alias("chita.StageOutcome")]
public sealed record StageOutcome([property: Id(0)] SolveResult Result, [property: Id(1)] WireVector<double> Trace);

/// <summary>Where a solve stands.</summary>
/// <param name="Solve">Its last iteration; null before the first.</param>
/// <param name="Waiting">What it waits for, for the user; null when it does not wait.</param>
[GenerateSerializer, Immutable, Alias("chita.CoordinatorProgress")]
public sealed record CoordinatorProgress([property: Id(0)] SolveProgress? Solve, [property: Id(1)] string? Waiting);
