namespace Chita.Pruning.Schedules;

/// <summary>Which stage comes next, told as a run goes: planned beforehand (<see cref="PlannedStages"/>), or by what stages come to (<see cref="AdaptiveStages"/>).</summary>
public abstract class StageCourse
{
    /// <summary>How many stages there are at most.</summary>
    public abstract int Most { get; }

    /// <summary>The stage that is to be solved; null: the run has all.</summary>
    public abstract PlannedStage? Next { get; protected set; }

    /// <summary>Whether the course wants to know what its stages come to.</summary>
    public virtual bool IsAdaptive => false;

    /// <summary>Tells what came of <see cref="Next"/>. Whoever tells a course the same gets the same stages.</summary>
    /// <param name="step">The change; null where the course is not adaptive.</param>
    /// <returns>Whether the stage is done; else <see cref="Next"/> is to be solved in its place, with the same gradients.</returns>
    public abstract bool Tell(StageStep? step = null);
}

/// <summary>What a solve promised, and what came of it.</summary>
/// <param name="Before">The mean loss on held-out samples before it.</param>
/// <param name="Predicted">The change of the loss that the quadratic model expects: Q/(αn).</param>
/// <param name="FirstOrder">α: by half of it the loss would fall at most.</param>
/// <param name="After">The loss after it; infinite where it is no number.</param>
public sealed record StageStep(double Before, double Predicted, double FirstOrder, double After);

/// <summary>The stages of a plan, one after the other.</summary>
public sealed class PlannedStages : StageCourse
{
    private readonly StagePlan _plan;
    private int _stage;

    /// <summary>Begins with the plan's first stage.</summary>
    public PlannedStages(StagePlan plan) => (_plan, Next) = (plan, plan.Stages[0]);

    /// <inheritdoc/>
    public override int Most => _plan.Stages.Count;

    /// <inheritdoc/>
    public override PlannedStage? Next { get; protected set; }

    /// <inheritdoc/>
    public override bool Tell(StageStep? step = null)
    {
        Next = ++_stage < _plan.Stages.Count ? _plan.Stages[_stage] : null;
        return true;
    }
}
