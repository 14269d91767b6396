namespace Chita.Pruning.Schedules;

/// <summary>
/// The stages of a run, and which levels of its frontier each answers (algorithm.md §5). A run goes from dense to sparse once, whatever the number of
/// levels: where a stage comes near a level it stops at it, and a stage's gradients also answer the levels that it passes.
/// </summary>
public sealed class StagePlan
{
    private StagePlan(IReadOnlyList<PlannedStage> stages) => Stages = stages;

    /// <summary>The stages, in order. The last one's sparsity is the highest level.</summary>
    public IReadOnlyList<PlannedStage> Stages { get; }

    /// <summary>Plans a run.</summary>
    /// <param name="kind">The formula along which sparsity grows.</param>
    /// <param name="count">Its number of stages, ≥ 1.</param>
    /// <param name="hold">How many more stages stay at each level where a stage stops, with fresh gradients; ≥ 0.</param>
    /// <param name="start">Sparsity from which the formula starts.</param>
    /// <param name="levels">The levels of the frontier, rising; one for a run to one sparsity.</param>
    /// <exception cref="ArgumentException">Levels are missing or do not rise, or a number is out of its range.</exception>
    public static StagePlan Create(StageScheduleKind kind, int count, int hold, decimal start, IReadOnlyList<decimal> levels)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(hold);
        if (levels.Count == 0 || levels.Zip(levels.Skip(1)).Any(pair => pair.First >= pair.Second))
            throw new ArgumentException("Levels must be at least one, and rise.", nameof(levels));
        var schedule = new StageSchedule(kind, count, start, levels[^1]);
        var sparsities = Enumerable.Range(0, count).Select(schedule.SparsityAt).ToArray();
        var stops = Stop(sparsities, levels);
        var stages = new List<PlannedStage>();
        for (var t = 0; t < count; t++)
        {
            var (before, here) = (t == 0 ? -1 : sparsities[t - 1], sparsities[t]);
            var passed = levels.Where(level => level > before && level < here);
            if (!stops[t])
            {
                stages.Add(new PlannedStage(here, [.. passed]));
                continue;
            }

            stages.Add(new PlannedStage(here, hold == 0 ? [.. passed, here] : [.. passed]));
            for (var held = 1; held <= hold; held++)
                stages.Add(new PlannedStage(here, held == hold ? [here] : []));
        }

        return new StagePlan(stages);
    }

    /// <summary>Moves the stage that is nearest to a level onto it, and marks it; at most one level for a stage. The last stage is at the highest.</summary>
    private static bool[] Stop(decimal[] sparsities, IReadOnlyList<decimal> levels)
    {
        var stops = new bool[sparsities.Length];
        stops[^1] = true;
        for (int i = 0, first = 0; i < levels.Count - 1; i++)
        {
            var nearest = -1;
            for (var t = first; t < sparsities.Length - 1; t++)
            {
                if (nearest < 0 || Math.Abs(sparsities[t] - levels[i]) < Math.Abs(sparsities[nearest] - levels[i]))
                    nearest = t;
            }

            // Below the level before, or beyond the next one, it would not rise.
            if (nearest < 0 || (nearest > 0 && sparsities[nearest - 1] > levels[i]) || sparsities[nearest + 1] < levels[i])
                continue;
            (sparsities[nearest], stops[nearest], first) = (levels[i], true, nearest + 1);
        }

        return stops;
    }
}

/// <summary>A stage of a plan.</summary>
/// <param name="Sparsity">Where it leads.</param>
/// <param name="Levels">Levels of the frontier that its gradients answer, rising; its own sparsity may be the last.</param>
public sealed record PlannedStage(decimal Sparsity, IReadOnlyList<decimal> Levels);
