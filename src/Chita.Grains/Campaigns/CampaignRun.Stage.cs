using System.Globalization;
using Chita.Campaigns;
using Chita.Gradients;
using Chita.Grains.Coordination;
using Chita.Grains.Gradients;
using Chita.Pruning;
using Chita.Pruning.Layers;
using Chita.Pruning.Tuning;

namespace Chita.Grains.Campaigns;

/// <content>What is measured, and what a stage does.</content>
internal sealed partial class CampaignRun
{
    /// <summary>The baseline: the same budget by magnitude alone, measured and taken back.</summary>
    private async Task<double> MagnitudeAsync(NetworkDescription network, decimal sparsity)
    {
        _phase = string.Create(CultureInfo.InvariantCulture, $"pruning {sparsity:0.####} by magnitude, to compare");
        var problem = new PruningProblem { Rule = Budget.At(sparsity), Rows = 0, Ridge = 1 };
        await AskAsync(() => _coordinator.Solve(0, PruningMethod.Magnitude.Word(), problem, _stopped));
        var value = await EvaluateAsync(network, _phase, string.Create(CultureInfo.InvariantCulture, $"magnitude {sparsity}"));
        await AskAsync(_coordinator.Restore);
        return value!.Value;
    }

    private async Task RunStageAsync(NetworkDescription network)
    {
        var stage = Record.Stages.Count;
        if (network.Rows > 0)
            await GradientsAsync(network, stage);
        var gradients = _meter.Next();

        (_phase, _activity) = ("solving", Activity.Solve);
        var began = _services.Time.GetTimestamp();
        var (planned, solved) = await StepAsync(network);
        var gate = await GateAsync(network, planned.Sparsity, solved);
        var (sparsity, last) = (gate.Sparsity, gate.Solved);
        if (planned.Levels.Contains(sparsity) && IsFrontier && Answered(sparsity) is null)
            await AnswerAsync(network, sparsity, last);
        var solve = _services.Time.GetElapsedTime(began).TotalSeconds;
        (_phase, _activity) = ("keeping the weights", Activity.Other);
        await AskAsync(() => _coordinator.Persist(stage + 1));
        _meter.Next();

        var report = Describe(last.Problem, last.Outcome, sparsity, gradients + solve) with
        {
            Trials = last.Trials, Steps = solved.Steps, LossBefore = last.LossBefore, Pruned = gate.Metric, Recalibrated = gate.Recalibrated,
        };
        _events.Add(string.Create(CultureInfo.InvariantCulture,
            $"stage {stage + 1} of {(_course!.IsAdaptive ? "at most " : "")}{Stages}: sparsity {sparsity:0.####}, kept {report.Kept}, objective {report.Objective:g6}, gap {report.Gap:0.0e+0}, {report.Iterations} iterations, {report.Seconds:0.0} s"));
        await SaveAsync(record => record with
        {
            Stages = [.. record.Stages, report],
            IsCut = gate.IsCut,
            Sealed = [],
            Trials = [],
            Steps = [],
            Seconds = record.Seconds with { Gradients = record.Seconds.Gradients + gradients, Solve = record.Seconds.Solve + solve },
        });
        if (IsSolved && _spec.Output.Scores)
            return; // who goes on from here needs what the stage began with
        var run = Record.Run;
        await Task.Run(() => _services.Files.RemoveStage(run, stage), CancellationToken.None);
        await _services.Slices.RemoveStageAsync(run, stage);
        if (IsSolved)
            return; // the blocks have what is measured and written
        if (_team.IsOutdated)
            await _team.OpenAsync();
        await EnterAsync(network, mayMove: _services.Resources.Weights is not null);
    }

    /// <summary>Has the rows of A computed that the blocks lack, until they lack none.</summary>
    private async Task GradientsAsync(NetworkDescription network, int stage)
    {
        var opened = _opened!;
        var missing = opened.State.Missing;
        await _team.FetchWeightsAsync(WeightsOf(stage));
        for (var attempt = 0; attempt < GradientAttempts; attempt++)
        {
            _phase = "computing gradients";
            var pieces = MissingRows.Of(missing.Values.Span, network.RowsAtOnce).ToArray();
            Begin(Activity.Gradients, pieces.Sum(piece => piece.Rows));
            await _team.ComputeAsync(new GradientTargets(stage, opened.Silos, opened.SiloOf, missing), pieces, rows => _done += rows, _stopped);
            (_phase, _activity) = ("sealing gradients", Activity.Other);

            var answer = await AskAsync(_coordinator.Seal);
            Note(answer.State.Notices);
            if (answer.State.IsComplete)
            {
                await CompareAsync(network, stage, answer.Digests);
                return;
            }

            missing = answer.State.Missing; // tiles were lost on the way: their rows are asked for again
        }

        throw new NodeLostException("rows of gradients were sent again and again, and did not come");
    }

    /// <summary>A was complete once in this stage: gradients that were computed again must be the same.</summary>
    private async Task CompareAsync(NetworkDescription network, int stage, IReadOnlyList<string> digests)
    {
        if (Record.Sealed.Count == 0)
            await SaveAsync(record => record with { Sealed = digests });
        for (var i = 0; i < digests.Count; i++)
        {
            if (digests[i] != Record.Sealed[i])
            {
                throw new NumericalException(
                    $"{network.Tensors[i].Name}: the gradients of stage {stage + 1} that were computed again are not those from before ({digests[i]} against {Record.Sealed[i]}). "
                    + "Do all silos have the same processors, network and data?");
            }
        }
    }

    private async Task<double?> EvaluateAsync(NetworkDescription network, string phase, string weights)
    {
        if (!Measures)
            return null;
        var evaluation = await MeasureAsync(network, SampleSet.Evaluation, phase, weights);
        var value = evaluation.Measure(_spec.Evaluation!.Metric);
        _events.Add(string.Create(CultureInfo.InvariantCulture, $"{_phase}: {_spec.Evaluation.Metric.Word()} {value:0.####}"));
        var seconds = _meter.Next();
        await SaveAsync(record => record with { Seconds = record.Seconds with { Evaluate = record.Seconds.Evaluate + seconds } });
        return value;
    }

    private async Task<Networks.Evaluation> MeasureAsync(NetworkDescription network, SampleSet set, string phase, string weights, bool recalibrated = false) =>
        Networks.Evaluation.Sum(await MeasurePartsAsync(network, set, phase, weights, recalibrated));

    private async Task<Networks.Evaluation[]> MeasurePartsAsync(NetworkDescription network, SampleSet set, string phase, string weights, bool recalibrated = false)
    {
        _phase = phase;
        await _team.FetchWeightsAsync(weights);
        var parts = network.Parts(set);
        Begin(Activity.Measuring, parts);
        var evaluations = await _team.MeasureAsync(set, parts, recalibrated, done => _done += done, _stopped);
        _activity = Activity.Other;
        return evaluations;
    }

    /// <summary>Solves the running stage at a sparsity, and leaves the weights committed.</summary>
    private async Task<Solved> SolveAsync(NetworkDescription network, decimal sparsity)
    {
        var problem = new PruningProblem
        {
            Rule = Budget.At(sparsity),
            Rows = network.Rows,
            Ridge = _spec.Solver.Ridge ?? 1,
            FirstOrder = _spec.Solver.FirstOrder ?? 0,
            Tolerance = _spec.Solver.Tolerance,
            MaxIterations = _spec.Solver.MaxIterations,
        };
        (_phase, _activity) = ("solving", Activity.Solve);

        // Answered, but not kept when silos were lost: the numbers are chosen already, and another search would begin elsewhere.
        if (Answered(sparsity) is { } answered && answered.Stage == Record.Stages.Count + 1)
        {
            problem = With(problem, new ModelNumbers(answered.Ridge, answered.FirstOrder));
            return new Solved(problem, await SolveAsync(FirstNumber, problem), answered.Trials) { LossBefore = answered.LossBefore };
        }

        return _spec.Solver.IsTuned ? await TuneAsync(network, problem) : new Solved(problem, await SolveAsync(FirstNumber, problem), []);
    }

    private Task<StageOutcome> SolveAsync(int number, PruningProblem problem) =>
        AskAsync(() => _coordinator.Solve(number, _spec.Budget.Scope == BudgetScope.Layer ? LayerLocal.MethodName : _spec.Solver.Method.Word(), problem, _stopped));

    /// <summary>Numbers of the stage's next solves begin here: levels that are answered, and steps that were too long, have used those before.</summary>
    private int FirstNumber => Record.Levels.Count * 1000 + Record.Steps.Count * 50;
}
