using Chita.Collectives;

namespace Chita.Pruning;

/// <summary>One run of dual Newton, from some dual vector on (algorithm.md §4).</summary>
/// <param name="problem">What to solve.</param>
/// <param name="blocks">The weights with their gradients.</param>
/// <param name="moments">What the blocks said of them.</param>
/// <param name="backsolver">Solves on a support.</param>
/// <param name="carriesGram">The backsolver's G stands for a support near the first one, so it need not be computed anew.</param>
internal sealed class DualSolve(PruningProblem problem, ICollectives blocks, Moments moments, Backsolver backsolver, bool carriesGram = false)
{
    /// <summary>G is rebuilt from scratch every so many iterations: bounds its drift, and fixes where a resumed solve may start.</summary>
    private const int AnchorInterval = 8;

    /// <summary>When the gap has not shrunk by this part in so many iterations, swaps do more than further steps.</summary>
    private const double StalledShare = 0.05;

    private const int StalledIterations = 5;

    private readonly DualAscent _ascent = new(problem, blocks, moments);

    /// <summary>Runs to the end and commits.</summary>
    /// <param name="start">q to start from; empty stands for 0, which selects by |w̄|. Without effect where the journal resumes.</param>
    /// <param name="journal">Told after every iteration; keeps checkpoints.</param>
    /// <param name="cancellation">Ends it; nothing is committed then.</param>
    /// <returns>The result, and the q of the best bound.</returns>
    public async Task<(SolveResult Result, double[] Dual)> RunAsync(double[] start, ISolveJournal? journal, CancellationToken cancellation)
    {
        var resume = journal?.Resume;
        var here = await _ascent.StartAsync(resume?.Q ?? start);
        var highest = resume is null ? new Height(here.Q, here.Bound) : new Height(resume.HighestQ, resume.HighestBound);
        var best = resume is null ? null : new Candidate(resume.BestStart, new Backsolution(resume.BestQ, resume.BestObjective));
        var gaps = new List<double>(resume?.Gaps ?? []);
        Certificate certificate;
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            var isAnchor = IsAnchor(gaps.Count);
            if (journal is not null && best is not null && isAnchor && gaps.Count != resume?.Iteration)
                await journal.SaveAsync(Checkpoint(here, best, highest, gaps));
            var solution = await backsolver.SolveAsync(blocks, here.Selection, isAnchor && !(carriesGram && gaps.Count == 0));
            if (best is null || solution.Objective < best.Solution.Objective)
                best = new Candidate(here.Q, solution);
            certificate = Certificate.Of(problem, best.Solution.Objective, highest.Bound);
            journal?.Report(new SolveProgress(gaps.Count, certificate));

            if (certificate.Gap <= problem.Tolerance || gaps.Count >= problem.MaxIterations || HasStalled(gaps, certificate.Gap!.Value))
                break;
            var there = await _ascent.RiseAsync(here, solution.Q);
            if (there is null)
                break;
            here = there;
            highest = here.Bound > highest.Bound ? new Height(here.Q, here.Bound) : highest;
            gaps.Add(certificate.Gap!.Value);
        }

        (best, certificate) = await FinishAsync(best, here, certificate, highest.Bound, cancellation);
        journal?.Report(new SolveProgress(gaps.Count, certificate));
        cancellation.ThrowIfCancellationRequested();
        var committed = await blocks.CommitAsync(best.Solution.Q);
        journal?.Conclude(best.Solution.Q);
        return (new SolveResult(certificate, gaps.Count, committed.Nonzero), highest.Q);
    }

    /// <summary>G is rebuilt before these iterations.</summary>
    internal static bool IsAnchor(int iteration) => iteration % AnchorInterval == 0;

    /// <summary>Brings the best support back into the blocks, and improves it by swaps where the gap is still too large.</summary>
    private async Task<(Candidate Best, Certificate Certificate)> FinishAsync(
        Candidate best, DualPoint here, Certificate certificate, double bound, CancellationToken cancellation)
    {
        if (best.Start != here.Q)
            here = await _ascent.StartAsync(best.Start);
        if (certificate.Gap <= problem.Tolerance || problem.Rule.Exchangeable is not { } kept || backsolver is not FactoredBacksolver factored)
            return (best, certificate);

        var solution = await factored.SolveAsync(blocks, here.Selection, anchor: false);
        var swapped = await new BorderSwaps(problem, kept, blocks, moments, factored).ImproveAsync(solution, cancellation);
        return (best with { Solution = swapped }, Certificate.Of(problem, swapped.Objective, bound));
    }

    private static SolveCheckpoint Checkpoint(DualPoint here, Candidate best, Height highest, List<double> gaps) => new()
    {
        Iteration = gaps.Count, Q = here.Q, BestStart = best.Start, BestQ = best.Solution.Q, BestObjective = best.Solution.Objective,
        HighestQ = highest.Q, HighestBound = highest.Bound, Gaps = [.. gaps],
    };

    private static bool HasStalled(List<double> gaps, double gap) =>
        gaps.Count >= StalledIterations && gap > (1 - StalledShare) * gaps[^StalledIterations];

    /// <summary>The best w seen: the support is what the scores at one q select, the weights are the backsolve's.</summary>
    private sealed record Candidate(double[] Start, Backsolution Solution);

    /// <summary>The highest bound seen.</summary>
    private sealed record Height(double[] Q, double Bound);
}
