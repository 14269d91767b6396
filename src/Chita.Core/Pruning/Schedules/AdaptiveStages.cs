namespace Chita.Pruning.Schedules;

/// <summary>
/// Stages as long as the quadratic model can be trusted. After each, the loss on held-out samples is compared with what the model had predicted. Where
/// the stage costs more by the model than another one can make up for, or the loss rose by so much more than it said, the stage is solved again, with
/// the same gradients, half as far, down to what would come to the end in equal steps. Where both are small the next goes twice as far. What easy stages
/// save, later ones have. Every level is stopped at.
/// </summary>
public sealed class AdaptiveStages : StageCourse
{
    /// <summary>A rise is measured in quarters of what equal ones would be, from the first on; it is eight equal ones at most.</summary>
    private const int Even = 4, Longest = 8 * Even;

    /// <summary>Of α, by half of which a stage lowers the loss at most: a cost or an error above it is too much, below half of it the next stage goes further.</summary>
    private const double Near = 0.5;

    /// <summary>In place of α where it is 0: this part of the loss that there was.</summary>
    private const double PartOfLoss = 0.25;

    private readonly IReadOnlyList<decimal> _levels;
    private readonly int _count, _hold;
    private readonly decimal _ratio; // of kept shares, for a length of 1
    private decimal _from;           // sparsity that was reached
    private int _length = 2 * Even;
    private int _rises, _held;

    /// <summary>Begins at a sparsity.</summary>
    /// <param name="count">How often sparsity may rise; at least once for each level.</param>
    /// <param name="hold">How many more stages stay at each level, with fresh gradients.</param>
    /// <param name="start">Sparsity from which it rises, below the first level.</param>
    /// <param name="levels">The levels, rising.</param>
    /// <exception cref="ArgumentException">A number is out of its range.</exception>
    public AdaptiveStages(int count, int hold, decimal start, IReadOnlyList<decimal> levels)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, levels.Count);
        ArgumentOutOfRangeException.ThrowIfNegative(hold);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(start, levels[0]);
        (_count, _hold, _from, _levels) = (count, hold, start, levels);
        _ratio = StageSchedule.Root((1 - levels[^1]) / (1 - start), Even * count);
        Next = Rise();
    }

    /// <inheritdoc/>
    public override int Most => _count + _hold * _levels.Count;

    /// <inheritdoc/>
    public override PlannedStage? Next { get; protected set; }

    /// <inheritdoc/>
    public override bool IsAdaptive => true;

    /// <inheritdoc/>
    public override bool Tell(StageStep? step = null)
    {
        ArgumentNullException.ThrowIfNull(step);
        var solved = Next ?? throw new InvalidOperationException("There is no stage left.");
        if (_held > 0)
        {
            Next = Hold() ?? Rise();
            return true;
        }

        var error = step.After - step.Before - step.Predicted;
        var part = Math.Max(step.Predicted, error) / (step.FirstOrder > 0 ? step.FirstOrder : PartOfLoss * step.Before);
        if (!(part <= 1) && Shorter(solved) is { } shorter)
        {
            Next = shorter;
            return false;
        }

        if (part <= Near)
            _length = Math.Min(Longest, 2 * _length);
        (_from, _rises) = (solved.Sparsity, _rises + 1);
        Next = _levels.Contains(_from) ? Hold() ?? Rise() : Rise();
        return true;
    }

    /// <summary>The next rise, by the length there is; null: the highest level is reached.</summary>
    private PlannedStage? Rise()
    {
        if (_from == _levels[^1])
            return null;

        // Each level takes a rise of its own: when there are no more than that, the stage has no choice.
        var (level, left) = (_levels.First(level => level > _from), _count - _rises);
        var sparsity = left <= _levels.Count(other => other > _from) ? level : Math.Min(level, Along(left));
        return new PlannedStage(sparsity, sparsity == level && _hold == 0 ? [level] : []);
    }

    /// <summary>The stage half as long, or less; null: it had no choice.</summary>
    private PlannedStage? Shorter(PlannedStage solved)
    {
        while (_length > 1)
        {
            _length /= 2;
            if (Rise() is { } shorter && shorter.Sparsity < solved.Sparsity)
                return shorter;
        }

        return null;
    }

    /// <summary>One more stage at the level that was reached; null: it has had them.</summary>
    private PlannedStage? Hold()
    {
        if (_held == _hold)
        {
            _held = 0;
            return null;
        }

        _held++;
        return new PlannedStage(_from, _held == _hold ? [_from] : []);
    }

    /// <summary>As far as the length says, and as those that are left have to go at least.</summary>
    private decimal Along(int left) => 1 - (1 - _from) * Math.Min(StageSchedule.Power(_ratio, _length), StageSchedule.Root((1 - _levels[^1]) / (1 - _from), left));
}
