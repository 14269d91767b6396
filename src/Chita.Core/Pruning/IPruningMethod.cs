using Chita.Collectives;
using Chita.Numerics;

namespace Chita.Pruning;

/// <summary>A way to choose the weights to keep and what they become (algorithm.md §2, §4).</summary>
public interface IPruningMethod
{
    /// <summary>Its name in campaign files.</summary>
    string Name { get; }

    /// <summary>Solves the problem and commits the weights to the blocks.</summary>
    /// <param name="problem">What to solve.</param>
    /// <param name="blocks">All weights of the network, with their gradients.</param>
    /// <param name="threads">Where dense n × n work runs.</param>
    /// <param name="progress">Told after every iteration, on the caller's scheduler.</param>
    /// <param name="cancellation">Ends the solve between collectives; nothing is committed then.</param>
    /// <exception cref="ArgumentException">The problem is not one: the argument is named, before any work.</exception>
    /// <exception cref="NumericalException">Numbers went wrong.</exception>
    Task<SolveResult> SolveAsync(
        PruningProblem problem, ICollectives blocks, SolverThreads threads, Action<SolveProgress>? progress, CancellationToken cancellation);
}
