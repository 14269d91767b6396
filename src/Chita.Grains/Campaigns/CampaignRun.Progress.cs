using Chita.Campaigns;
using Chita.Grains.Gradients;

namespace Chita.Grains.Campaigns;

/// <content>Where the run stands.</content>
internal sealed partial class CampaignRun
{
    private const string Placing = "placing blocks";

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

    /// <summary>Where the run stands; asks the coordinator while it solves, at the watcher's cost and not the run's.</summary>
    public async Task<CampaignStatus> GetStatusAsync()
    {
        var progress = _activity == Activity.Solve ? await _coordinator.GetProgress() : null;
        var waiting = _ledger.Waiting ?? progress?.Waiting;
        return new CampaignStatus
        {
            State = CampaignState.Running,
            Phase = waiting is null ? _phase : $"{_phase}, {waiting}",
            Stage = Math.Min(Record.Stages.Count + 1, Stages),
            Stages = Stages,
            Iteration = progress?.Solve?.Iteration,
            Objective = progress?.Solve?.Best.Objective,
            Gap = progress?.Solve?.Best.Gap,
            Percent = Percent,
            SecondsLeft = _meter.Read(Done).SecondsLeft,
            Events = Events,
        };
    }

    private void Begin(Activity activity, int toDo) => (_activity, _done, _toDo) = (activity, 0, Math.Max(1, toDo));

    /// <summary>Costs in forward passes of one sample: a gradient takes about three of them, a solve about half of its gradients.</summary>
    private void Plan(NetworkDescription network)
    {
        double samples = _spec.Calibration?.Samples ?? 0;
        _meter.Plan("open", Math.Max(1, 0.05 * samples));
        if (Measures && Record.Dense is null)
            _meter.Plan("measure", network.EvaluationSamples);
        if (Measures && Record.Magnitude is null)
            _meter.Plan("magnitude", Math.Max(1, network.EvaluationSamples));
        for (var stage = Record.Stages.Count; stage < Stages; stage++)
        {
            _meter.Plan("gradients", 3 * samples + 1);
            _meter.Plan("solve", 1.5 * samples + 1);
        }

        if (Measures)
            _meter.Plan("measure", network.EvaluationSamples);
        _meter.Plan("write", Math.Max(1, 0.05 * samples));
    }
}
