using Chita.Campaigns;
using Chita.Grains.Coordination;
using Chita.Grains.Gradients;

namespace Chita.Grains.Campaigns;

/// <content>Where the run stands.</content>
internal sealed partial class CampaignRun
{
    private const string Placing = "placing blocks";

    private static readonly TimeSpan ProgressPatience = TimeSpan.FromSeconds(1);

    private ProgressMeter _meter;
    private double _percentBefore; // what was done before the meter began
    private string _phase = "starting";
    private Activity _activity;
    private int _done, _toDo = 1;  // of the running activity
    private bool _recovering;

    private enum Activity
    {
        Other,
        Gradients,
        Measuring,
        Solve,
    }

    /// <summary>Percent of the campaign that is done; never falls.</summary>
    public double Percent => _percentBefore + (1 - _percentBefore / 100) * _meter.Read(Done).Percent;

    private double Done => _activity is Activity.Gradients or Activity.Measuring ? (double)_done / _toDo : 0;

    /// <summary>What it is doing, and how far it is; asks the coordinator while it solves, at the watcher's cost and not the run's.</summary>
    public async Task<(string Phase, CampaignProgress Progress)> GetProgressAsync()
    {
        var solve = _activity == Activity.Solve ? await SolveProgressAsync() : null;
        var last = Record.Stages.Count > 0 ? Record.Stages[^1] : null;
        var waiting = _ledger.Waiting ?? solve?.Waiting;
        return (waiting is null ? _phase : $"{_phase}, {waiting}", new CampaignProgress
        {
            Percent = Percent,
            Stage = Math.Min(Record.Stages.Count + 1, Stages),
            Stages = Stages,
            Iteration = solve?.Solve?.Iteration,
            Objective = solve?.Solve is { } solving ? solving.Best.Objective : last?.Objective,
            Gap = solve?.Solve is { } best ? best.Best.Gap : last?.Gap,
            Kept = last?.Kept,
            SecondsLeft = _meter.Read(Done).SecondsLeft,
        });
    }

    /// <summary>A coordinator whose silo dies keeps nobody waiting who only wants to know, or who has the campaign pause.</summary>
    private async Task<CoordinatorProgress?> SolveProgressAsync()
    {
        try
        {
            return await _coordinator.GetProgress().WaitAsync(ProgressPatience, _services.Time);
        }
        catch (Exception failure) when (Losses.IsLoss(failure))
        {
            return null;
        }
    }

    private void Begin(Activity activity, int toDo) => (_activity, _done, _toDo) = (activity, 0, Math.Max(1, toDo));

    /// <summary>Costs in forward passes of one sample: a gradient takes about three of them, a solve about half of its gradients.</summary>
    private void Plan(NetworkDescription network)
    {
        double samples = _spec.Calibration?.Samples ?? 0;
        _meter.Plan("open", Math.Max(1, 0.05 * samples));
        if (Measures && Record.Dense is null)
            _meter.Plan("measure", network.EvaluationSamples);
        for (var level = Record.Magnitudes.Count; Measures && level < Budget.Levels.Count; level++)
            _meter.Plan("magnitude", Math.Max(1, network.EvaluationSamples));
        for (var stage = Record.Stages.Count; stage < Stages; stage++)
        {
            _meter.Plan("gradients", 3 * samples + 1);
            _meter.Plan("solve", 1.5 * samples + 1);
        }

        if (Measures)
            _meter.Plan("measure", network.EvaluationSamples);
        if (Recalibrates)
            _meter.Plan("recalibrate", samples + network.EvaluationSamples);
        _meter.Plan("write", Math.Max(1, 0.05 * samples));
    }
}
