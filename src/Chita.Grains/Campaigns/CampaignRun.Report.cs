using Chita.Campaigns;
using Chita.Grains.Coordination;
using Chita.Grains.Gradients;
using Chita.Output;
using Chita.Pruning;
using Chita.Reports;

namespace Chita.Grains.Campaigns;

/// <content>What the run leaves: the output folder, once, whoever ends up writing it.</content>
internal sealed partial class CampaignRun
{
    private async Task<CampaignRecord> WriteAsync(OutputFolder folder, NetworkDescription network, double? pruned, double? recalibrated)
    {
        _phase = "writing";
        await _team.FetchWeightsAsync(WeightsOf(Record.Stages.Count));
        FollowLinks();
        if (_spec.Output.Scores)
            await _team.WriteScoresAsync(folder.Partial, await AskAsync(_coordinator.Score));
        var model = await _team.WriteAsync(folder.Partial, Recalibrates);
        _meter.Next();
        var report = Report(model, pruned, recalibrated, network);
        FollowLinks();
        report = await Task.Run(() => RunFolder.Complete(folder, _spec, model, report, _services.Time), CancellationToken.None);
        var files = await _services.Outputs.KeepAsync(folder.Partial, _stopped);

        // Whoever does not own the campaign any more learns it here, before anything is to be seen.
        await SaveAsync(record => record.Wish == CampaignWish.Run ? record with { Report = report.ToJson() } : throw new OperationCanceledException("It was asked to stop just before."));

        // Before the folder: once that is there the campaign has succeeded, and nothing is left that could fail. A crash between leaves artifacts of a
        // campaign that has not ended; going on replaces them.
        await _services.Outputs.PublishAsync(_spec.Name, files, _stopped);
        FollowLinks();
        folder.Publish();
        return Ended(Record);
    }

    /// <summary>How the campaign ends, when an earlier owner has published the folder and died.</summary>
    private CampaignRecord? Published()
    {
        var path = Path.Combine(_spec.Output.Path, RunFolder.ReportName);
        return Record.Report is { } report && File.Exists(path) && File.ReadAllText(path) == report ? Ended(Record) : null;
    }

    private static CampaignRecord Ended(CampaignRecord record) => record with
    {
        State = RunReport.Parse(record.Report!).State == RunFolder.Rejected ? CampaignState.Rejected : CampaignState.Succeeded,
    };

    private static StageReport Describe(PruningProblem problem, StageOutcome outcome, decimal sparsity, double seconds) => new()
    {
        Sparsity = (double)sparsity,
        Kept = problem.Rule.Exchangeable ?? outcome.Result.Nonzero,
        Ridge = problem.Ridge,
        FirstOrder = problem.FirstOrder,
        Objective = outcome.Result.Objective,
        LowerBound = outcome.Result.LowerBound,
        Gap = outcome.Result.Gap,
        Iterations = outcome.Result.Iterations,
        Seconds = seconds,
        Trace = outcome.Trace.ToArray().Chunk(2).Select(pair => new IterationReport(pair[0], double.IsNaN(pair[1]) ? null : pair[1])).ToArray(),
    };

    private RunReport Report(WrittenModel model, double? pruned, double? recalibrated, NetworkDescription network) => new()
    {
        Calibration = _spec.Network.Gradients is null ? null : CalibrationReport.Stored(network.Rows),
        Name = _spec.Name,
        Method = _spec.Solver.Method.Word(),
        State = Passes(recalibrated ?? pruned) ? "Succeeded" : RunFolder.Rejected,
        Weights = model.Weights,
        Kept = model.Kept,
        Sparsity = 1 - (double)model.Kept / model.Weights,
        Digest = model.Digest,
        Metric = _spec.Evaluation?.Metric.Word(),
        Dense = Record.Dense,
        Pruned = pruned,
        Recalibrated = recalibrated,
        Magnitude = Measures && !Record.IsCut ? Record.Magnitudes[^1] : null, // of another sparsity it would say nothing
        Evaluation = Measures ? new EvaluationReport(network.EvaluationSamples) : null,
        Stages = Record.Stages,
        Levels = Record.Levels,
        Layers = model.Layers,
        Seconds = Record.Seconds with { Total = TotalSeconds() },
    };

    /// <summary>Since the start, which another silo may have seen; a clock that was set back makes it no shorter than its parts.</summary>
    private double TotalSeconds()
    {
        var parts = Record.Seconds;
        return Math.Max(parts.Gradients + parts.Solve + parts.Evaluate, (_services.Time.GetUtcNow() - (Record.Started ?? Record.Submitted)).TotalSeconds);
    }
}
