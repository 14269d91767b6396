using System.Globalization;
using Chita.Campaigns;
using Chita.Grains.Coordination;
using Chita.Grains.Gradients;
using Chita.Grains.Placement;
using Chita.Grains.Storage;
using Chita.Output;
using Chita.Pruning;
using Chita.Selection;
using Microsoft.Extensions.Logging;

namespace Chita.Grains.Campaigns;

/// <summary>
/// One owner's run of a campaign, from its record on: measure, then for each stage gradients and a solve, measure, write. Whatever is lost on
/// the way, the tree is opened again under the next epoch, and the run goes on from the record. Lives in the turns of its campaign's grain.
/// </summary>
internal sealed partial class CampaignRun
{
    /// <summary>How often rows that did not come are asked for before the tree is opened anew.</summary>
    private const int GradientAttempts = 3;

    /// <summary>So many losses in a row, within a stage, are taken for deaths of silos; one more is not.</summary>
    private const int MostLosses = 3;

    // Fields are written and read in turns of the campaign's grain only.
    private readonly Durable<CampaignRecord> _ledger;
    private readonly CampaignServices _services;
    private readonly CampaignSpec _spec;
    private readonly ICoordinatorGrain _coordinator;
    private readonly GradientTeam _team;
    private readonly List<string> _events;
    private readonly Guid _me;
    private readonly CancellationToken _stopped; // by the user, or with this activation
    private OpenedStage? _opened;                // the stage that the tree was last opened at

    public CampaignRun(
        string name, Durable<CampaignRecord> ledger, Guid me, CampaignServices services, CancellationToken cancelled, CancellationToken ending)
    {
        var text = ledger.Value.Text!;
        (_ledger, _me, _services) = (ledger, me, services);
        _stopped = CancellationTokenSource.CreateLinkedTokenSource(cancelled, ending).Token;
        _spec = text.Parse(services.Resources.DataRoot);
        _coordinator = services.Grains.GetGrain<ICoordinatorGrain>(name);
        _team = new GradientTeam(name, text, services.Grains, services.Silos);
        _events = [.. ledger.Value.Events];
        _meter = new ProgressMeter(services.Time);
        _percentBefore = ledger.Value.Percent;
        _recovering = ledger.Value.Epoch > 0;
    }

    public IReadOnlyList<string> Events => [.. _events];

    private CampaignRecord Record => _ledger.Value;

    private int Stages => _spec.Stages.Count;

    private bool Measures => _spec.Evaluation is not null;

    /// <summary>Runs to the end.</summary>
    /// <returns>The record to end with.</returns>
    public async Task<CampaignRecord> RunAsync()
    {
        for (var attempt = 0; ; attempt++)
        {
            var before = Record;
            try
            {
                return await GoOnAsync();
            }
            catch (Exception failure) when (!_stopped.IsCancellationRequested && IsRecoverable(failure))
            {
                attempt = Record.Stages.Count > before.Stages.Count ? 0 : attempt;
                _services.Logger.LogWarning(failure, "Campaign {Campaign} lost something and goes on", _spec.Name);
                await WaitAsync(failure, attempt);
                if (failure is NodeLostException && attempt >= MostLosses)
                    await BeginAnewAsync();
            }
        }
    }

    /// <summary>Frees what the run holds in the cluster.</summary>
    public async Task CloseAsync()
    {
        await _coordinator.Close(Record.Epoch);

        // A coordinator that was activated anew knows of no blocks, and this owner perhaps of no gradients: their silos do.
        var (run, silos) = (Record.Run, await _services.Silos.ListAsync());
        await Task.WhenAll(_team.CloseAsync(silos), CloseBlocksAsync(silos));
        await Task.Run(() => _services.Files.RemoveRun(run), CancellationToken.None);
    }

    private Task CloseBlocksAsync(IEnumerable<SiloDescription> silos)
    {
        var (run, epoch) = (Record.Run, Record.Epoch);
        return Task.WhenAll(silos.Select(silo => _services.Grains.GetSilo(silo.Address).CloseBlocks(run, epoch)));
    }

    /// <summary>
    /// Blocks that are lost again and again, although no silo dies, are not where messages look for them. So all are closed, where they are, and the
    /// next epoch opens them anew: their columns come from slices, or are computed again.
    /// </summary>
    private async Task BeginAnewAsync()
    {
        try
        {
            await CloseBlocksAsync(await _services.Silos.ListAsync());
        }
        catch (Exception failure) when (!_stopped.IsCancellationRequested && Losses.IsLoss(failure))
        {
            _services.Logger.LogWarning(failure, "Blocks of campaign {Campaign} could not be closed", _spec.Name);
        }
    }

    private bool IsRecoverable(Exception failure) => Losses.IsLoss(failure) || failure is InvalidInputException && Record.WasOpen && _phase == Placing;

    /// <summary>One epoch: everything from opening on.</summary>
    private async Task<CampaignRecord> GoOnAsync()
    {
        await SaveAsync(Record with { Epoch = Record.Epoch + 1 });
        if (Published() is { } done)
            return done;

        using var folder = new OutputFolder(_spec.Output.Path, Record.Epoch);
        _phase = "opening network and data";
        var network = await OpenNetworkAsync();
        await EnterAsync(network);
        if (!Record.WasOpen)
            await SaveAsync(Record with { WasOpen = true });
        Plan(network);
        _meter.Next();

        if (Measures && Record.Dense is null)
            await SaveAsync(Record with { Dense = await MeasureAsync(network, "measuring the dense network", WeightsOf(0)) });
        if (Measures && Record.Magnitude is null)
            await SaveAsync(Record with { Magnitude = await MagnitudeAsync(network) });
        while (Record.Stages.Count < Stages)
            await RunStageAsync(network);
        var pruned = await MeasureAsync(network, "measuring the pruned network", WeightsOf(Stages));
        return await WriteAsync(folder, network, pruned);
    }

    /// <summary>The first time, a silo without the room is the answer; later others have it for now, and will give it back.</summary>
    private async Task<NetworkDescription> OpenNetworkAsync()
    {
        try
        {
            return await _team.OpenAsync();
        }
        catch (OutOfBudgetException refused) when (!Record.WasOpen)
        {
            throw new InvalidInputException(PlanMessages.NoRoomForNetwork(_spec.Name, refused.Message), refused);
        }
    }

    private async Task WaitAsync(Exception failure, int attempt)
    {
        var seconds = Math.Min(10, 0.2 * Math.Pow(2, attempt));
        _recovering = true;
        (_phase, _activity) = ($"recovering: {FirstLine(failure.Message)}", Activity.Other);
        _meter = new ProgressMeter(_services.Time);
        _percentBefore = Percent;
        await Task.Delay(TimeSpan.FromSeconds(seconds), _services.Time, _stopped);
    }

    /// <summary>Opens the tree at the record's stage, on the silos there are, and sees to it that all blocks have its weights.</summary>
    private async Task EnterAsync(NetworkDescription network, bool mayMove = false)
    {
        _phase = Placing;
        var stage = Record.Stages.Count;
        var request = new StageRequest(Record.Run, Record.Epoch, network, _spec.Execution.BlockSize, stage, mayMove);
        var opened = await AskAsync(() => _coordinator.Open(request));
        Note(opened.State.Notices);
        if (!opened.State.HasWeights)
        {
            await _team.SendWeightsAsync();
            await AskAsync(() => _coordinator.Persist(stage));
        }

        if (_recovering)
            _events.Add(string.Create(CultureInfo.InvariantCulture, $"recovered as epoch {Record.Epoch}: {opened.Silos.Count} silos, stage {Math.Min(stage + 1, Stages)} of {Stages}"));
        (_recovering, _opened) = (false, opened);
    }

    /// <summary>The baseline: the same budget by magnitude alone, measured and taken back.</summary>
    private async Task<double> MagnitudeAsync(NetworkDescription network)
    {
        _phase = "pruning by magnitude, to compare";
        var problem = new PruningProblem { Rule = new Unstructured(KeptWeights.Of(_spec.Budget.Sparsity, network.Weights)), Rows = 0, Ridge = 1 };
        await AskAsync(() => _coordinator.Solve(PruningMethod.Magnitude.Word(), problem, _stopped));
        var value = await MeasureAsync(network, _phase, "magnitude");
        await AskAsync(_coordinator.Restore);
        return value!.Value;
    }

    private async Task RunStageAsync(NetworkDescription network)
    {
        var stage = Record.Stages.Count;
        var sparsity = _spec.CreateSchedule().SparsityAt(stage);
        var problem = new PruningProblem
        {
            Rule = new Unstructured(KeptWeights.Of(sparsity, network.Weights)),
            Rows = network.Rows,
            Ridge = _spec.Solver.Ridge ?? 1,
            FirstOrder = _spec.Solver.FirstOrder,
            Tolerance = _spec.Solver.Tolerance,
            MaxIterations = _spec.Solver.MaxIterations,
        };

        if (network.Rows > 0)
            await GradientsAsync(network, stage);
        var gradients = _meter.Next();

        (_phase, _activity) = ("solving", Activity.Solve);
        var began = _services.Time.GetTimestamp();
        var outcome = await AskAsync(() => _coordinator.Solve(_spec.Solver.Method.Word(), problem, _stopped));
        var solve = _services.Time.GetElapsedTime(began).TotalSeconds;
        (_phase, _activity) = ("keeping the weights", Activity.Other);
        await AskAsync(() => _coordinator.Persist(stage + 1));
        _meter.Next();

        var report = Describe(problem, outcome, sparsity, gradients + solve);
        _events.Add(string.Create(CultureInfo.InvariantCulture,
            $"stage {stage + 1} of {Stages}: sparsity {sparsity:0.####}, kept {report.Kept}, objective {report.Objective:g6}, gap {report.Gap:0.0e+0}, {report.Iterations} iterations, {report.Seconds:0.0} s"));
        var seconds = Record.Seconds;
        await SaveAsync(Record with
        {
            Stages = [.. Record.Stages, report],
            Sealed = [],
            Seconds = seconds with { Gradients = seconds.Gradients + gradients, Solve = seconds.Solve + solve },
        });
        var run = Record.Run;
        await Task.Run(() => _services.Files.RemoveStage(run, stage), CancellationToken.None);
        if (Record.Stages.Count == Stages)
            return; // the blocks have what is measured and written
        if (_team.IsOutdated)
            await _team.OpenAsync();
        await EnterAsync(network, mayMove: _services.Resources.DataRoot is not null);
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
            await SaveAsync(Record with { Sealed = digests });
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

    private async Task<double?> MeasureAsync(NetworkDescription network, string phase, string weights)
    {
        if (!Measures)
            return null;
        _phase = phase;
        await _team.FetchWeightsAsync(weights);
        Begin(Activity.Measuring, network.EvaluationBatches);
        var evaluation = await _team.MeasureAsync(network.EvaluationBatches, batches => _done += batches, _stopped);
        _activity = Activity.Other;
        var value = evaluation.Measure(_spec.Evaluation!.Metric);
        _events.Add(string.Create(CultureInfo.InvariantCulture, $"{_phase}: {_spec.Evaluation.Metric.Word()} {value:0.####}"));
        await SaveAsync(Record with { Seconds = Record.Seconds with { Evaluate = Record.Seconds.Evaluate + _meter.Next() } });
        return value;
    }

    private async Task SaveAsync(CampaignRecord record)
    {
        await _ledger.SaveAsync(record with { Writer = _me, Events = Events, Percent = Percent }, _stopped);
    }

    private Task<T> AskAsync<T>(Func<Task<T>> ask) => Asking.UntilAnsweredAsync(ask, _stopped);

    private Task AskAsync(Func<Task> ask) => Asking.UntilAnsweredAsync(ask, _stopped);

    private void Note(IEnumerable<string> notices) => _events.AddRange(notices);

    private static string WeightsOf(int stage) => $"stage {stage}";

    private static string FirstLine(string message) => message.Split('\n')[0];
}
