using System.Globalization;
using Chita.Campaigns;
using Chita.Grains.Coordination;
using Chita.Grains.Gradients;
using Chita.Output;
using Chita.Pruning;
using Chita.Reports;
using Chita.Selection;

namespace Chita.Grains.Campaigns;

/// <summary>
/// One run of a campaign, step by step: open, measure, then for each stage gradients and a solve, measure, write. Lives in the turns of
/// its campaign's grain.
/// </summary>
internal sealed class CampaignRun(
    CampaignText text, string? dataRoot, string name, IGrainFactory grains, TimeProvider time, CancellationToken cancellation)
{
    // Fields are written and read in turns of the campaign's grain only.
    private readonly CampaignSpec _spec = text.Parse(dataRoot);
    private readonly ICoordinatorGrain _coordinator = grains.GetGrain<ICoordinatorGrain>(name);
    private readonly IGradientGrain _gradients = grains.GetGrain<IGradientGrain>(name);
    private readonly ProgressMeter _meter = new(time);
    private readonly List<string> _events = [];
    private readonly List<StageReport> _stages = [];
    private string _phase = "opening network and data";
    private Activity _activity;
    private int _stage;
    private double _gradientSeconds, _solveSeconds, _evaluateSeconds;

    private enum Activity
    {
        Other,
        Gradients,
        Solve,
    }

    public int Stages => _spec.Stages.Count;

    private bool Measures => _spec.Evaluation is not null;

    public async Task<CampaignStatus> RunAsync()
    {
        var started = time.GetTimestamp();
        using var folder = new OutputFolder(_spec.Output.Path);
        var network = await _gradients.Open(text);
        await _coordinator.Open(epoch: 1, network, _spec.Execution.BlockSize);
        await _gradients.SendWeights();
        Plan(network);
        _meter.Next();

        var dense = await MeasureAsync("measuring the dense network");
        var magnitude = await MagnitudeAsync(network);
        for (_stage = 1; _stage <= Stages; _stage++)
            await RunStageAsync(network, _stage - 1);
        _stage = Stages;
        var pruned = await MeasureAsync("measuring the pruned network");

        _phase = "writing";
        var model = await _gradients.Write(folder.Partial);
        var report = Report(model, dense, magnitude, pruned, network, time.GetElapsedTime(started).TotalSeconds);
        report = await Task.Run(() => RunFolder.Complete(folder, _spec, report, time), CancellationToken.None);
        _meter.Next();
        return Ended() with
        {
            State = report.State == RunFolder.Rejected ? CampaignState.Rejected : CampaignState.Succeeded,
            Phase = "done",
            Report = report.ToJson(),
        };
    }

    /// <summary>Where the run stands; asks the grain at work, at the watcher's cost and not the run's.</summary>
    public async Task<CampaignStatus> GetStatusAsync()
    {
        var solve = _activity == Activity.Solve ? await _coordinator.GetProgress() : null;
        var done = _activity == Activity.Gradients ? await _gradients.GetProgress() : 0;
        return Status(solve, done);
    }

    /// <summary>The last status, but for how it ended. Asks nobody: a run must be able to end whatever has become of the other grains.</summary>
    public CampaignStatus Ended() => Status(solve: null, done: 0);

    /// <summary>Frees what the run holds in the cluster.</summary>
    public Task CloseAsync() => Task.WhenAll(_gradients.Close(), _coordinator.Close());

    private CampaignStatus Status(SolveProgress? solve, double done)
    {
        var (percent, left) = _meter.Read(done);
        return new CampaignStatus
        {
            State = CampaignState.Running,
            Phase = _phase,
            Stage = _stage,
            Stages = Stages,
            Iteration = solve?.Iteration,
            Objective = solve?.Best.Objective,
            Gap = solve?.Best.Gap,
            Percent = percent,
            SecondsLeft = left,
            Events = [.. _events],
        };
    }

    /// <summary>Costs in forward passes of one sample: a gradient takes about three of them, a solve about half of its gradients.</summary>
    private void Plan(NetworkDescription network)
    {
        double samples = _spec.Calibration?.Samples ?? 0;
        _meter.Plan("open", Math.Max(1, 0.05 * samples));
        if (Measures)
            _meter.Plan("measure", network.EvaluationSamples);
        _meter.Plan("magnitude", Math.Max(1, Measures ? network.EvaluationSamples : 0));
        for (var stage = 0; stage < Stages; stage++)
        {
            _meter.Plan("gradients", 3 * samples + 1);
            _meter.Plan("solve", 1.5 * samples + 1);
        }

        if (Measures)
            _meter.Plan("measure", network.EvaluationSamples);
        _meter.Plan("write", Math.Max(1, 0.05 * samples));
    }

    private async Task<double?> MeasureAsync(string phase)
    {
        if (!Measures)
            return null;
        _phase = phase;
        var value = await MeasureNowAsync();
        _evaluateSeconds += _meter.Next();
        return value;
    }

    /// <summary>Measures the network as it is, and tells it as the outcome of the present phase.</summary>
    private async Task<double> MeasureNowAsync()
    {
        _activity = Activity.Gradients;
        var value = await _gradients.Measure(cancellation);
        _activity = Activity.Other;
        _events.Add(string.Create(CultureInfo.InvariantCulture, $"{_phase}: {_spec.Evaluation!.Metric.Word()} {value:0.####}"));
        return value;
    }

    /// <summary>The baseline: the same budget by magnitude alone, measured and taken back.</summary>
    private async Task<double?> MagnitudeAsync(NetworkDescription network)
    {
        _phase = "pruning by magnitude, to compare";
        double? value = null;
        if (Measures)
        {
            var kept = KeptWeights.Of(_spec.Budget.Sparsity, network.Weights);
            var problem = new PruningProblem { Rule = new Unstructured(kept), Rows = 0, Ridge = 1 };
            await _coordinator.Solve(PruningMethod.Magnitude.Word(), problem, cancellation);
            await _gradients.FetchWeights();
            value = await MeasureNowAsync();
            await _coordinator.Restore();
            await _gradients.FetchWeights();
        }

        _evaluateSeconds += _meter.Next();
        return value;
    }

    private async Task RunStageAsync(NetworkDescription network, int stage)
    {
        var sparsity = _spec.CreateSchedule().SparsityAt(stage);
        var kept = KeptWeights.Of(sparsity, network.Weights);
        var problem = new PruningProblem
        {
            Rule = new Unstructured(kept),
            Rows = network.Rows,
            Ridge = _spec.Solver.Ridge ?? 1,
            FirstOrder = _spec.Solver.FirstOrder,
            Tolerance = _spec.Solver.Tolerance,
            MaxIterations = _spec.Solver.MaxIterations,
        };

        (_phase, _activity) = ("computing gradients", Activity.Gradients);
        await _coordinator.BeginStage(stage);
        if (network.Rows > 0)
            await _gradients.Compute(stage, cancellation);
        var gradients = _meter.Next();

        (_phase, _activity) = ("solving", Activity.Solve);
        var result = await _coordinator.Solve(_spec.Solver.Method.Word(), problem, cancellation);
        _activity = Activity.Other;
        await _gradients.FetchWeights();
        var solve = _meter.Next();

        (_gradientSeconds, _solveSeconds) = (_gradientSeconds + gradients, _solveSeconds + solve);
        _stages.Add(Describe(problem, result, sparsity, kept, gradients + solve));
        _events.Add(string.Create(CultureInfo.InvariantCulture,
            $"stage {_stage} of {Stages}: sparsity {sparsity:0.####}, kept {kept}, objective {result.Objective:g6}, gap {result.Gap:0.0e+0}, {result.Iterations} iterations, {gradients + solve:0.0} s"));
    }

    private static StageReport Describe(PruningProblem problem, SolveResult result, decimal sparsity, long kept, double seconds) => new()
    {
        Sparsity = (double)sparsity,
        Kept = kept,
        Ridge = problem.Ridge,
        FirstOrder = problem.FirstOrder,
        Objective = result.Objective,
        LowerBound = result.LowerBound,
        Gap = result.Gap,
        Iterations = result.Iterations,
        Seconds = seconds,
    };

    private RunReport Report(WrittenModel model, double? dense, double? magnitude, double? pruned, NetworkDescription network, double seconds) => new()
    {
        Name = _spec.Name,
        Method = _spec.Solver.Method.Word(),
        State = Gate(dense, pruned) ? "Succeeded" : RunFolder.Rejected,
        Weights = model.Weights,
        Kept = model.Kept,
        Sparsity = 1 - (double)model.Kept / model.Weights,
        Digest = model.Digest,
        Metric = _spec.Evaluation?.Metric.Word(),
        Dense = dense,
        Pruned = pruned,
        Magnitude = magnitude,
        Evaluation = Measures ? new EvaluationReport(network.EvaluationSamples) : null,
        Stages = _stages,
        Layers = model.Layers,
        Seconds = new RunSeconds(_gradientSeconds, _solveSeconds, _evaluateSeconds, seconds),
    };

    private bool Gate(double? dense, double? pruned) => _spec.Quality is not { } quality || _spec.Evaluation is not { } evaluation
        || Networks.Evaluation.Degradation(evaluation.Metric, dense!.Value, pruned!.Value) <= quality.MaxDegradation;
}
