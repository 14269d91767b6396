using System.Globalization;
using Chita.Campaigns;
using Chita.Gradients;
using Chita.Grains.Gradients;
using Chita.Pruning.Budgets;
using Chita.Pruning.Schedules;
using Chita.Reports;

namespace Chita.Grains.Campaigns;

/// <content>Where a stage leads: as planned, or as far as the quadratic model can be trusted.</content>
internal sealed partial class CampaignRun
{
    /// <summary>Solves the running stage, and leaves the weights committed.</summary>
    private async Task<(PlannedStage Stage, Solved Solved)> StepAsync(NetworkDescription network)
    {
        while (true)
        {
            var stage = _course!.Next!;
            foreach (var level in stage.Levels.Where(level => level < stage.Sparsity && Answered(level) is null))
            {
                await AnswerAsync(network, level, await SolveAsync(network, level));
                await AskAsync(_coordinator.Restore);
            }

            var solved = await SolveAsync(network, stage.Sparsity);
            if (!_course.IsAdaptive)
            {
                _course.Tell();
                return (stage, solved);
            }

            var step = await MeasureStepAsync(network, solved);
            var isDone = _course.Tell(step);
            var report = Describe(step, stage.Sparsity);
            if (isDone)
                return (stage, solved with { Steps = [.. Record.Steps, report] });

            _events.Add(string.Create(CultureInfo.InvariantCulture,
                $"sparsity {stage.Sparsity:0.####} is too far: the held-out loss goes from {step.Before:g4} to {step.After:g4}, {step.Before + step.Predicted:g4} by the model; trying {_course.Next!.Sparsity:0.####}"));
            await SaveAsync(record => record with { Steps = [.. record.Steps, report], Trials = [] });
            await AskAsync(_coordinator.Restore);
        }
    }

    /// <summary>
    /// Compares with the loss what the model says of it. Its first-order part is α times that of the loss, so Q/(αn) is the change that it expects, of a
    /// loss whose curvature is 1/α times that of the rows: with α = 1/B that of single samples (algorithm.md §1, §7). Without α it knows a rise only.
    /// </summary>
    private async Task<StageStep> MeasureStepAsync(NetworkDescription network, Solved solved)
    {
        var stage = WeightsOf(Record.Stages.Count);
        var before = solved.LossBefore ?? await HeldOutLossAsync(network, stage);
        var after = solved.Trials.Count > 0
            ? solved.Trials.First(trial => (trial.Ridge, trial.FirstOrder) == (solved.Problem.Ridge, solved.Problem.FirstOrder)).Loss ?? double.PositiveInfinity
            : await HeldOutLossAsync(network, $"{stage} step {Record.Steps.Count}");
        var firstOrder = solved.Problem.FirstOrder;
        var predicted = solved.Outcome.Result.Objective!.Value / ((firstOrder > 0 ? firstOrder : 1) * network.Rows);
        return new StageStep(before, predicted, firstOrder, double.IsNaN(after) ? double.PositiveInfinity : after);
    }

    private async Task<double> HeldOutLossAsync(NetworkDescription network, string weights) =>
        (await MeasureAsync(network, SampleSet.HeldOut, "measuring the step", weights)).Measure(Metric.Loss);

    /// <summary>The course, as far as the record has gone.</summary>
    private StageCourse CourseSoFar(SupportBudget budget)
    {
        var course = budget.Course(_spec.Stages);
        foreach (var stage in Record.Stages)
        {
            if (!course.IsAdaptive)
                course.Tell();
            Tell(course, stage.Steps);
        }

        Tell(course, Record.Steps);
        return course;
    }

    private static void Tell(StageCourse course, IEnumerable<StepReport> steps)
    {
        foreach (var step in steps)
            course.Tell(new StageStep(step.Before, step.Predicted, step.FirstOrder, step.After ?? double.PositiveInfinity));
    }

    private static StepReport Describe(StageStep step, decimal sparsity) =>
        new((double)sparsity, step.Before, step.Predicted, step.FirstOrder, double.IsFinite(step.After) ? step.After : null);
}
