using System.Globalization;
using Chita.Campaigns;
using Chita.Grains.Coordination;
using Chita.Grains.Gradients;
using Chita.Grains.Placement;
using Chita.Grains.Storage;
using Chita.Output;
using Chita.Pruning.Budgets;
using Chita.Pruning.Schedules;
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
    private SupportBudget? _budget; // once the network is known
    private StageCourse? _course;   // likewise
    private readonly ICoordinatorGrain _coordinator;
    private readonly GradientTeam _team;
    private readonly EventLog _events;
    private readonly Guid _me;
    private readonly Action _moved;              // tells that the state is another one
    private readonly CancellationToken _stopped; // by the user, the deadline, or with this activation
    private OpenedStage? _opened;                // the stage that the tree was last opened at

    public CampaignRun(
        string name, Durable<CampaignRecord> ledger, EventLog events, Guid me, CampaignServices services, Action moved, CancellationToken stopped)
    {
        var text = ledger.Value.Text!;
        (_ledger, _events, _me, _services, _moved, _stopped) = (ledger, events, me, services, moved, stopped);
        _spec = text.Parse(services.Resources.DataRoot);
        _coordinator = services.Grains.GetGrain<ICoordinatorGrain>(name);
        _team = new GradientTeam(name, text, services.Grains, services.Silos);
        _meter = new ProgressMeter(services.Time);
        _percentBefore = ledger.Value.Percent;
        _recovering = ledger.Value.WasOpen; // an epoch alone may be that of an earlier campaign of this name
    }

    private CampaignRecord Record => _ledger.Value;

    private int Stages => _course?.Most ?? _spec.Stages.Count;

    /// <summary>Whether no stage is left.</summary>
    private bool IsSolved => _course is { Next: null } || Record.IsCut;

    private SupportBudget Budget => _budget ?? throw new InvalidOperationException("The network is not open.");

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

    /// <summary>The campaign.</summary>
    public CampaignSpec Spec => _spec;

    /// <summary>Frees what the run holds in the cluster.</summary>
    /// <param name="forget">Whether nothing goes on from here.</param>
    public async Task ReleaseAsync(bool forget)
    {
        await _coordinator.Close(Record.Epoch, forget);

        // A coordinator that was activated anew knows of no blocks, and this owner perhaps of no gradients: their silos do.
        var silos = await _services.Silos.ListAsync();
        await Task.WhenAll(_team.CloseAsync(silos), CloseBlocksAsync(silos));
    }

    /// <summary>Removes the weights and slices that were kept to go on from, and what owners that died have left beside the output folder.</summary>
    public async Task RemoveFilesAsync()
    {
        var (run, text) = (Record.Run, Record.Text!);
        await Task.Run(() =>
        {
            _services.Files.RemoveRun(run);
            RemovePartialOutput(text);
        }, CancellationToken.None);
        await _services.Slices.RemoveRunAsync(run);
    }

    private void RemovePartialOutput(CampaignText text)
    {
        try
        {
            text.Parse(_services.Resources.DataRoot, followLinks: true);
        }
        catch (InvalidInputException)
        {
            return; // a link leads elsewhere by now: what lies there is not ours
        }

        OutputFolder.RemoveLeftovers(_spec.Output.Path);
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

    private bool IsRecoverable(Exception failure) => Losses.IsLoss(failure) || failure is DoesNotFitException && Record.WasOpen;

    /// <summary>One epoch: everything from opening on.</summary>
    private async Task<CampaignRecord> GoOnAsync()
    {
        await SaveAsync(record => record with { Epoch = record.Epoch + 1 });
        if (Published() is { } done)
            return done;

        if (_spec.Execution.Checkpoint == CheckpointPolicy.None && Record.WasOpen)
            await ForgetStagesAsync();
        FollowLinks();
        using var folder = new OutputFolder(_spec.Output.Path, Record.Epoch);
        _phase = "opening network and data";
        var network = await OpenNetworkAsync();
        _budget = new SupportBudget(_spec.Budget, [.. network.Tensors.Select(tensor => tensor.Size)]);
        _course = CourseSoFar(_budget);
        if (_spec.Output.Scores && IsSolved)
        {
            await ForgetLastStageAsync();
            _course = CourseSoFar(_budget);
        }

        await EnterAsync(network);
        await SaveAsync(record => (record.State == CampaignState.Admitted ? record with { State = CampaignState.Running, WasOpen = true } : record with { WasOpen = true })
            .With(CampaignCondition.Running, true, "Running", "", _services.Time.GetUtcNow()));
        _moved();
        Plan(network);
        _meter.Next();

        if (Measures && Record.Dense is null)
        {
            var dense = await EvaluateAsync(network, "measuring the dense network", WeightsOf(0));
            await SaveAsync(record => record with { Dense = dense });
        }

        while (Measures && Record.Magnitudes.Count < Budget.Levels.Count)
        {
            var magnitude = await MagnitudeAsync(network, Budget.Levels[Record.Magnitudes.Count]);
            await SaveAsync(record => record with { Magnitudes = [.. record.Magnitudes, magnitude] });
        }

        while (!IsSolved)
        {
            _stopped.ThrowIfCancellationRequested();
            await RunStageAsync(network);
        }

        var pruned = await EvaluateAsync(network, "measuring the pruned network", WeightsOf(Record.Stages.Count));
        return await WriteAsync(folder, network, pruned, await RecalibrateLastAsync(network));
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
            throw new DoesNotFitException(PlanMessages.NoRoomForNetwork(_spec.Name, refused.Message), refused);
        }
    }

    /// <summary>Begins with the dense network again, as <see cref="CheckpointPolicy.None"/> says.</summary>
    private async Task ForgetStagesAsync()
    {
        await CloseBlocksAsync(await _services.Silos.ListAsync());
        await RemoveFilesAsync();
        _events.Add("begun anew: execution.checkpoint is none");
        await SaveAsync(record => record with { Stages = [], IsCut = false, Sealed = [], Trials = [], Steps = [], Levels = [] });
    }

    /// <summary>
    /// Scores stand in the blocks beside the last stage's gradients, and nowhere else until they are written. Whoever goes on from a later point
    /// solves that stage again, with the same bits.
    /// </summary>
    private Task<CampaignRecord> ForgetLastStageAsync() => SaveAsync(record => record with { Stages = [.. record.Stages.SkipLast(1)], IsCut = false });

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
        var request = new StageRequest(Record.Run, Record.Epoch, network, _spec.Execution.BlockSize, stage, mayMove, _spec.Execution.Checkpoint == CheckpointPolicy.Iteration);
        var opened = await PlaceAsync(request);
        Note(opened.State.Notices);
        if (opened.Spilled && _opened?.Spilled != true)
            _events.Add("gradients go to the silos' disks: their memory is too small");
        if (!opened.State.HasWeights)
        {
            await _team.SendWeightsAsync();
            await AskAsync(() => _coordinator.Persist(stage));
        }

        if (_recovering)
            _events.Add(string.Create(CultureInfo.InvariantCulture, $"recovered as epoch {Record.Epoch}: {opened.Silos.Count} {(opened.Silos.Count == 1 ? "silo" : "silos")}, stage {Math.Min(stage + 1, Stages)} of {Stages}"));
        (_recovering, _opened) = (false, opened);
    }

    private async Task<OpenedStage> PlaceAsync(StageRequest request)
    {
        try
        {
            return await AskAsync(() => _coordinator.Open(request));
        }
        catch (InvalidInputException refused)
        {
            throw new DoesNotFitException(refused.Message, refused);
        }
    }

    /// <summary>Sees that no link leads out of the data root, as they are now.</summary>
    private void FollowLinks() => Record.Text!.Parse(_services.Resources.DataRoot, followLinks: true);

    private Task<CampaignRecord> SaveAsync(Func<CampaignRecord, CampaignRecord> change) =>
        _ledger.ChangeAsync(record => change(record) with { Writer = _me, Events = _events.All, Percent = Percent }, _stopped);

    private Task<T> AskAsync<T>(Func<Task<T>> ask) => Asking.UntilAnsweredAsync(ask, _stopped);

    private Task AskAsync(Func<Task> ask) => Asking.UntilAnsweredAsync(ask, _stopped);

    private void Note(IEnumerable<string> notices)
    {
        foreach (var notice in notices)
            _events.Add(notice);
    }

    private static string WeightsOf(int stage) => $"stage {stage}";

    private static string FirstLine(string message) => message.Split('\n')[0];
}
