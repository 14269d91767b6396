using System.Globalization;
using Chita.Campaigns;
using Chita.Gradients;
using Chita.Grains.Coordination;
using Chita.Grains.Gradients;
using Chita.Pruning;
using Chita.Reports;

namespace Chita.Grains.Campaigns;

/// <content>Levels of a frontier: each is answered from the gradients of the stage that comes to it (algorithm.md §5).</content>
internal sealed partial class CampaignRun
{
    private bool IsFrontier => Budget.Levels.Count > 1;

    private LevelReport? Answered(decimal level) => Record.Levels.FirstOrDefault(answered => answered.Sparsity == (double)level);

    /// <summary>Measures the network at a level, whose weights are committed, and keeps what it reached.</summary>
    private async Task AnswerAsync(NetworkDescription network, decimal level, Solved solved)
    {
        var (stage, outcome) = (Record.Stages.Count, solved.Outcome.Result);
        var text = string.Create(CultureInfo.InvariantCulture, $"level {level:0.####}");
        var weights = $"{WeightsOf(stage)} {text}";
        await _team.FetchWeightsAsync(weights);
        var layers = await _team.CountAsync();
        double? loss = network.HeldOutParts == 0 ? null : (await MeasureAsync(network, SampleSet.HeldOut, text, weights)).Measure(Metric.Loss);
        var pruned = Measures ? (await MeasureAsync(network, SampleSet.Evaluation, text, weights)).Measure(_spec.Evaluation!.Metric) : (double?)null;
        var report = new LevelReport
        {
            Sparsity = (double)level,
            Kept = layers.Sum(layer => layer.Kept),
            Pruned = pruned,
            Magnitude = Measures ? Record.Magnitudes[Budget.Levels.ToList().IndexOf(level)] : null,
            HeldOutLoss = loss,
            LossBefore = solved.LossBefore,
            Stage = stage + 1,
            Ridge = solved.Problem.Ridge,
            FirstOrder = solved.Problem.FirstOrder,
            Objective = outcome.Objective,
            LowerBound = outcome.LowerBound,
            Gap = outcome.Gap,
            Iterations = outcome.Iterations,
            Trials = solved.Trials,
            Layers = layers,
        };
        _events.Add(string.Create(CultureInfo.InvariantCulture,
            $"{text}: kept {report.Kept}, gap {report.Gap:0.0e+0}{(pruned is { } value ? $", {_spec.Evaluation!.Metric.Word()} {value:0.####}" : "")}"));
        await SaveAsync(record => record with { Levels = [.. record.Levels, report], Trials = [] });
    }

    /// <summary>A solve of the running stage, whose weights are committed.</summary>
    /// <param name="Problem">What was solved.</param>
    /// <param name="Outcome">What it reached.</param>
    /// <param name="Trials">The numbers that were tried before.</param>
    private sealed record Solved(PruningProblem Problem, StageOutcome Outcome, IReadOnlyList<TrialReport> Trials)
    {
        /// <summary>The mean loss on held-out samples before it; null where nothing was chosen by it.</summary>
        public double? LossBefore { get; init; }

        /// <summary>The steps that were tried, this one last; empty where stages do not adapt.</summary>
        public IReadOnlyList<StepReport> Steps { get; init; } = [];
    }
}
