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
    /// <param name="journal">Told after every iteration, and asked where to go on, on the caller's scheduler. Null: nobody looks on.</param>
    /// <param name="cancellation">Ends the solve between collectives; nothing is committed then.</param>
    /// <exception cref="ArgumentException">The problem is not one, or the checkpoint to resume is not of it: the argument is named, before any work.</exception>
    /// <exception cref="NumericalException">Numbers went wrong.</exception>
    Task<SolveResult> SolveAsync(
        PruningProblem problem, ICollectives blocks, SolverThreads threads, ISolveJournal? journal, CancellationToken cancellation);
}
