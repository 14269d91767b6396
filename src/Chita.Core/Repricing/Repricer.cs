using Chita.Blocks;
using Chita.Campaigns;
using Chita.Campaigns.Reading;
using Chita.Gradients;
using Chita.Networks;
using Chita.Numerics;
using Chita.Output;
using Chita.Pruning.Budgets;
using Chita.Reports;
using Chita.Selection;

namespace Chita.Repricing;

/// <summary>
/// Prunes to another budget by the scores that a run has kept (algorithm.md §4, §5): the largest that the budget allows, each weight with the value that
/// the run proposed for it. Selecting by |z| is selecting by |w̄| in a network whose weights are z, so rules and blocks are those of every campaign.
/// </summary>
public sealed class Repricer : IDisposable
{
    private readonly ScoredRun _run;
    private readonly CampaignSpec _spec;
    private readonly IGradientSource _source;
    private readonly TimeProvider _time;
    private readonly ISelectionRule _rule;
    private readonly InProcessBlocks _blocks;
    private TimeSpan _measuring;

    private Repricer(ScoredRun run, CampaignSpec spec, IGradientSource source, SolverThreads threads, TimeProvider time)
    {
        (_run, _spec, _source, _time) = (run, spec, source, time);
        var budget = new SupportBudget(spec.Budget, source.Layout.Tensors);
        _rule = budget.At(budget.Sparsity);
        _blocks = new InProcessBlocks(source.Layout, 0, threads);
    }

    /// <summary>Writes an output folder as a campaign does. What cannot be is told before anything is written.</summary>
    /// <param name="request">What to do.</param>
    /// <param name="sources">Opens the network.</param>
    /// <param name="threads">Where the work runs; not owned.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellation">Ends it; nothing is left then.</param>
    /// <exception cref="InvalidInputException">The run kept no scores, network or data are not those of the run, the budget cannot be met, or the folder exists.</exception>
    public static async Task<RunReport> RunAsync(
        RepriceRequest request, IGradientSources sources, SolverThreads threads, TimeProvider time, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(sources);
        ArgumentNullException.ThrowIfNull(time);
        using var run = ScoredRun.Open(request.Folder);
        var spec = Read(run, request);
        using var folder = new OutputFolder(spec.Output.Path, key: "-o");
        run.CheckInputs(spec, request.DataRoot);
        using var source = await sources.OpenAsync(spec, threads);
        using var repricer = new Repricer(run, spec, source, threads, time);
        var report = await repricer.WriteAsync(folder, cancellation);
        folder.Publish();
        return report;
    }

    /// <inheritdoc/>
    public void Dispose() => _blocks.Dispose();

    /// <summary>The campaign with the new budget, and without calibration data: no gradient is computed.</summary>
    private static CampaignSpec Read(ScoredRun run, RepriceRequest request)
    {
        var yaml = BudgetChange.Apply(run.Manifest.Spec, request.Budget, request.Output, run.ManifestPath);
        return CampaignFile.Parse(yaml, run.ManifestPath, request.DataRoot, Environment.CurrentDirectory, checkFiles: false) with { Calibration = null };
    }

    private async Task<RunReport> WriteAsync(OutputFolder folder, CancellationToken cancellation)
    {
        var began = _time.GetTimestamp();
        var scores = _run.Scores.Read(_source.Layout.Tensors);
        await PruneAsync(Weights());
        var magnitude = await MeasureAsync(cancellation);
        var squares = await PruneAsync(scores);
        var pruned = await MeasureAsync(cancellation);
        cancellation.ThrowIfCancellationRequested();
        var model = _source.WriteModel(folder.Partial, recalibrated: false);
        var total = _time.GetElapsedTime(began);
        var report = Describe(model, _run.Scores.Dual.Bound(squares)) with
        {
            Magnitude = magnitude,
            Pruned = pruned,
            Seconds = new RunSeconds(0, (total - _measuring).TotalSeconds, _measuring.TotalSeconds, total.TotalSeconds),
        };
        return RunFolder.Complete(folder, _spec, model, report, _time);
    }

    /// <summary>Keeps the largest of some values that the budget allows, as they are, and brings them into the network.</summary>
    /// <returns>The largest Σ of squares that the budget allows.</returns>
    private async Task<double> PruneAsync(float[] values)
    {
        _blocks.Load(values);
        var (cuts, sums) = await _rule.SelectAtAsync(_blocks.Root, []);
        await _blocks.Root.CommitAsync([]);
        var kept = _blocks.Read().AsMemory();
        foreach (var tensor in _source.Layout.Tensors)
        {
            _source.Write(tensor.Name, 0, kept.Span[..(int)tensor.Weights]);
            kept = kept[(int)tensor.Weights..];
        }

        return cuts.Most(sums.KeptScoreSquares);
    }

    private float[] Weights() => [.. _source.Layout.Tensors.SelectMany(_source.Layout.Cut).SelectMany(_source.ReadWeights)];

    private async Task<double?> MeasureAsync(CancellationToken cancellation)
    {
        if (_spec.Evaluation is not { } evaluation)
            return null;
        var began = _time.GetTimestamp();
        var parts = await _source.EvaluateAsync(SampleSet.Evaluation, 0, _source.Parts(SampleSet.Evaluation), recalibrated: false, cancellation);
        _measuring += _time.GetElapsedTime(began);
        return Evaluation.Sum(parts).Measure(evaluation.Metric);
    }

    private RunReport Describe(WrittenModel model, double bound)
    {
        var (solved, sparsity) = (_run.Report.Stages[^1], 1 - (double)model.Kept / model.Weights);
        return new RunReport
        {
            Name = _spec.Name,
            Method = _spec.Solver.Method.Word(),
            Weights = model.Weights,
            Kept = model.Kept,
            Sparsity = sparsity,
            Digest = model.Digest,
            Metric = _run.Report.Metric,
            Dense = _run.Report.Dense,
            Evaluation = _run.Report.Evaluation,
            Layers = model.Layers,
            Stages =
            [
                new StageReport
                {
                    Sparsity = sparsity, Kept = model.Kept, Ridge = solved.Ridge, FirstOrder = solved.FirstOrder, LowerBound = bound, Iterations = 0, Seconds = 0,
                },
            ],
            Repriced = new RepriceReport(_run.Manifest.Digest!, _run.Report.Digest, _run.File.Digest, solved.Sparsity, _run.Report.Levels.Count),
            Seconds = new RunSeconds(0, 0, 0, 0), // once it is known
        };
    }
}
