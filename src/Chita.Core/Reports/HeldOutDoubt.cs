using System.Globalization;

namespace Chita.Reports;

/// <summary>Whether the held-out samples were enough to choose ridge and first order by: whether either half of them would have chosen about as well for the other.</summary>
internal static class HeldOutDoubt
{
    /// <summary>A choice by one half that costs the other more than this part of its loss is no choice.</summary>
    private const double Much = 0.05;

    /// <summary>The warning; null where there is nothing to warn of.</summary>
    public static string? Of(RunReport report)
    {
        var passed = report.Levels.Where(level => report.Stages.ElementAtOrDefault(level.Stage - 1)?.Sparsity != level.Sparsity); // others chose with their stage
        var choices = report.Stages.Select(stage => stage.Trials).Concat(passed.Select(level => level.Trials)).Where(trials => trials.Count > 1).ToArray();
        var worst = choices.Select(Cost).DefaultIfEmpty(0).Max();
        if (worst <= Much)
            return null;
        var doubtful = choices.Count(trials => Cost(trials) > Much);
        var cost = double.IsFinite(worst) ? string.Create(CultureInfo.InvariantCulture, $"what one half of them would choose costs the other up to {worst:0.#%} of its loss") : "they are one batch";
        return $"The held-out samples are too few to choose ridge and first order by, in {doubtful} of {choices.Length} choices: {cost}. Give calibration.holdout a larger share, or more data.";
    }

    /// <summary>By how much of its loss either half would be worse off with the other's choice than with its own.</summary>
    private static double Cost(IReadOnlyList<TrialReport> trials)
    {
        var known = trials.Where(trial => trial.Loss is not null).ToArray();
        if (known.Length == 0)
            return 0;
        return known.All(trial => trial is { EvenLoss: not null, OddLoss: not null })
            ? Math.Max(Cost(known, trial => trial.EvenLoss!.Value, trial => trial.OddLoss!.Value), Cost(known, trial => trial.OddLoss!.Value, trial => trial.EvenLoss!.Value))
            : double.PositiveInfinity;
    }

    private static double Cost(TrialReport[] trials, Func<TrialReport, double> chooses, Func<TrialReport, double> pays)
    {
        var least = trials.Min(pays);
        return least > 0 ? pays(trials.MinBy(chooses)!) / least - 1 : 0;
    }
}
