using System.Globalization;
using Chita.Campaigns;
using Chita.Gradients;
using Chita.Grains.Coordination;
using Chita.Grains.Gradients;
using Chita.Pruning;
using Chita.Pruning.Tuning;
using Chita.Reports;

namespace Chita.Grains.Campaigns;

/// <content>How a stage chooses λ and α: by the loss on held-out samples of the networks that they lead to (algorithm.md §7).</content>
internal sealed partial class CampaignRun
{
    /// <summary>A held-out loss so many times that of the last search over all ridges asks for another.</summary>
    private const double GrownLoss = 2;

    /// <summary>Solves with several λ and α, and ends with the weights of the best committed. Trials that the record knows are not done again.</summary>
    private async Task<Solved> TuneAsync(NetworkDescription network, PruningProblem problem)
    {
        var firstNumber = FirstNumber;
        var lossBefore = (await MeasureAsync(network, SampleSet.HeldOut, "measuring what is to be lowered", WeightsOf(Record.Stages.Count))).Measure(Metric.Loss);
        var search = new NumberSearch(_spec.Solver.Ridge, _spec.Solver.FirstOrder, lossBefore, KnownRidge(lossBefore), PartBefore());
        foreach (var trial in Record.Trials)
            search.Tell(trial.Loss ?? double.PositiveInfinity);

        StageOutcome? last = null; // whose weights are committed
        while (search.Next is { } numbers)
        {
            if (last is not null)
                await AskAsync(_coordinator.Restore);
            (last, var trial) = await TryAsync(network, With(problem, numbers), firstNumber + search.Trials.Count);
            search.Tell(trial.Loss ?? double.PositiveInfinity);
            await SaveAsync(record => record with { Trials = [.. record.Trials, trial] });
        }

        var best = search.Best;
        if (!double.IsFinite(best.Loss))
            throw new NumericalException($"stage {Record.Stages.Count + 1}: none of {search.Trials.Count} ridges and first orders led to a network whose loss on the held-out samples is a number.");
        var solved = With(problem, best.Numbers);
        if (last is null || search.Trials[^1] != best)
        {
            await AskAsync(_coordinator.Restore);
            (_phase, _activity) = ("solving", Activity.Solve);
            last = await SolveAsync(firstNumber + search.Trials.Count, solved);
        }

        _events.Add(string.Create(CultureInfo.InvariantCulture,
            $"ridge {best.Numbers.Ridge:g3}, first order {best.Numbers.FirstOrder:g3}: the best of {search.Trials.Count} on {network.HeldOutSamples} held-out samples, loss {best.Loss:g4}"));
        return new Solved(solved, last, Record.Trials) { LossBefore = lossBefore };
    }

    /// <summary>One trial. Numbers that lead to no network, such as a ridge that is too small, have no loss.</summary>
    private async Task<(StageOutcome? Outcome, TrialReport Trial)> TryAsync(NetworkDescription network, PruningProblem problem, int number)
    {
        var what = string.Create(CultureInfo.InvariantCulture, $"trying ridge {problem.Ridge:g3}, first order {problem.FirstOrder:g3}");
        (_phase, _activity) = (what, Activity.Solve);
        try
        {
            var outcome = await SolveAsync(number, problem);
            var parts = await MeasurePartsAsync(network, SampleSet.HeldOut, what, $"{WeightsOf(Record.Stages.Count)} trial {number}");
            return (outcome, new TrialReport(problem.Ridge, problem.FirstOrder, LossOf(parts))
            {
                EvenLoss = LossOf([.. parts.Where((_, part) => part % 2 == 0)]),
                OddLoss = LossOf([.. parts.Where((_, part) => part % 2 == 1)]),
            });
        }
        catch (NumericalException)
        {
            return (null, new TrialReport(problem.Ridge, problem.FirstOrder, null));
        }
    }

    /// <summary>
    /// What the last search over all ridges has chosen; null: it is time for another. Near the dense network all do equally well: what is chosen there says
    /// nothing of a loss several times as large. Levels that a stage passes are solved before it, and choose as it does.
    /// </summary>
    private double? KnownRidge(double lossBefore)
    {
        StageReport? last = null;
        foreach (var stage in Record.Stages)
        {
            if (last is null || stage.LossBefore >= GrownLoss * last.LossBefore)
                last = stage;
        }

        return last is null || lossBefore >= GrownLoss * last.LossBefore ? null : last.Ridge;
    }

    private double? PartBefore() => Record.Stages.Count > 0 && Record.Stages[^1] is { LossBefore: > 0 and var loss } before ? before.FirstOrder / loss : null;

    private static PruningProblem With(PruningProblem problem, ModelNumbers numbers) =>
        problem with { Ridge = numbers.Ridge, FirstOrder = numbers.FirstOrder };

    private static double? LossOf(Networks.Evaluation[] parts) =>
        parts.Length > 0 && Networks.Evaluation.Sum(parts).Measure(Metric.Loss) is var loss && double.IsFinite(loss) ? loss : null;
}
