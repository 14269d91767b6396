using Chita.Campaigns;
using Chita.Grains.Artifacts;
using Chita.Grains.Gradients;
using Chita.Grains.Placement;
using Chita.Grains.Storage;
using Chita.Reports;
using Microsoft.Extensions.Logging;
using Orleans.Placement;

namespace Chita.Grains.Campaigns;

/// <summary>
/// Holds a campaign's record. Commands write down what the user wants, and are answered when that is kept; a loop in the background, in this
/// grain's turns, makes it so. When its silo dies, whoever calls next, a watcher or the reminder, wakes it elsewhere, and it goes on from its record.
/// </summary>
[Immovable, RandomPlacement]
internal sealed partial class CampaignGrain : Grain, ICampaignGrain, IRemindable, IDisposable
{
    private const string Reminder = "go on";

    private static readonly TimeSpan WakeInterval = TimeSpan.FromMinutes(1); // the shortest that Orleans takes

    private readonly CancellationTokenSource _ending = new(); // this activation
    private readonly Guid _me = Guid.NewGuid();
    private readonly Durable<CampaignRecord> _record;
    private readonly CampaignServices _services;
    private readonly CampaignSlots _slots;
    private readonly ILogger<CampaignGrain> _logger;
    private EventLog _events = null!; // from activation on
    private Task _loop = Task.CompletedTask;     // never fails
    private CancellationTokenSource? _interrupt; // of the step that the loop is at; null while it does not run
    private CampaignRun? _run;                   // while it is at work
    private string _waiting = "";                // what a pending one waits for
    private (CampaignText Text, CampaignSpec Spec)? _spec; // as it was last read

    public CampaignGrain(
        [PersistentState("campaign", GrainStorage.Name)] IPersistentState<CampaignRecord> record, IGrainFactory grains, ISiloCatalog silos, SiloResources resources,
        BlockFiles files, SliceStore slices, CampaignOutputs outputs, CampaignSlots slots, TimeProvider time, ILogger<CampaignGrain> logger)
    {
        _record = new(record, time);
        _services = new CampaignServices(grains, silos, resources, files, slices, outputs, time, logger);
        (_slots, _logger) = (slots, logger);
    }

    private CampaignRecord Record => _record.Value;

    private string Name => this.GetPrimaryKeyString();

    private DateTimeOffset Now => _services.Time.GetUtcNow();

    public async Task<CampaignStatus> Submit(CampaignText campaign, bool again)
    {
        var spec = campaign.Parse(_services.Resources.DataRoot, followLinks: true);
        if (Record.Text is not null && !(again && Record.State.IsFinal()))
        {
            if (Record.Text != campaign)
                throw new InvalidInputException(Taken());
            GoOn();
            return (again ? await Resume() : await GetStatus())!;
        }

        await _loop; // what has ended may be giving things back still, and would take this one's with it
        var model = await ModelDigest.OfAsync(spec);
        await this.RegisterOrUpdateReminder(Reminder, WakeInterval, WakeInterval);
        var now = Now;
        _events = new EventLog(_services.Time, []);
        _events.Add("submitted");
        await _record.ChangeAsync(old => new CampaignRecord
        {
            Text = campaign, Run = $"{Name}-{Guid.NewGuid():N}", Epoch = old.Epoch, Writer = _me, Model = model, Submitted = now, Events = _events.All,
        }.With(CampaignCondition.Admitted, false, "Submitted", "It waits for its turn.", now));
        GoOn();
        await ListSoonAsync();
        return (await GetStatus())!;
    }

    public async Task<CampaignStatus?> GetStatus()
    {
        if (Record.Text is null)
            return null;
        var spec = SpecOf(Record);
        var (phase, progress) = _run is { } run && !Record.State.IsFinal() ? await run.GetProgressAsync() : (Phase(), Progress(spec));
        return new CampaignStatus
        {
            Name = Name, Run = Record.Run, State = Record.State, Phase = phase, Progress = progress, Labels = spec.Labels,
            Conditions = Record.Conditions, Attempts = Record.Attempts, Events = _events.All, Submitted = Record.Submitted, Started = Record.Started, Ended = Record.Ended,
            Epoch = Record.Epoch, Failure = Record.Failure, Wish = Record.Wish, Output = Output(spec),
            Report = Record.State is CampaignState.Succeeded or CampaignState.Rejected ? Record.Report : null,
        };
    }

    public Task<IReadOnlyList<FrontierPoint>?> GetFrontier() => Task.FromResult(
        Record.Text is null ? null : FrontierPoint.Of(Record.Levels, Record.Stages, Record.Report is { } report ? RunReport.Parse(report) : null));

    public Task<CampaignStatus?> Pause() => WishAsync(CampaignWish.Pause, record => record.State switch
    {
        CampaignState.Pending => (record with { State = CampaignState.Paused }).With(CampaignCondition.Paused, true, "Paused", PausedByUser, Now),
        CampaignState.Paused => record,
        _ => record with { State = CampaignState.Pausing },
    });

    public Task<CampaignStatus?> Cancel() => WishAsync(CampaignWish.Cancel, record => record);

    public async Task<CampaignStatus?> Resume()
    {
        if (Record.Text is not null)
        {
            var now = Now;
            await _record.ChangeAsync(record => record.Wish != CampaignWish.Pause || record.State.IsFinal() ? record : (record with
            {
                Writer = _me, Wish = CampaignWish.Run, NotBefore = null,
                State = record.State == CampaignState.Paused ? CampaignState.Pending : record.State,
            }).With(CampaignCondition.Paused, false, "Resumed", "Its user had it go on.", now));
            GoOn();
            await ListSoonAsync();
        }

        return await GetStatus();
    }

    public async Task Wake()
    {
        if (Record.Text is null)
            return;
        await this.RegisterOrUpdateReminder(Reminder, WakeInterval, WakeInterval);
        await ReceiveReminder(Reminder, default);
        if (HasWork)
            return;
        await _loop; // which may be about to tidy up
        await ListSoonAsync();
    }

    public async Task<bool> Forget(string run)
    {
        if (Record.Text is null || Record.Run != run)
            return true;
        if (!Record.State.IsFinal() || _interrupt is not null)
            return false;
        await this.RegisterOrUpdateReminder(Reminder, WakeInterval, WakeInterval); // goes on with it, should this silo die from here on
        await _record.ChangeAsync(record => record with { Writer = _me, Forgotten = true });
        await TidyAsync(NewRun(CancellationToken.None));
        return Record.Text is null;
    }

    public async Task ReceiveReminder(string reminderName, TickStatus status)
    {
        GoOn();
        if (Record.Text is null)
            await ForgetReminderAsync(); // it was never submitted
        else if (Record.State.IsFinal() && _interrupt is null)
            await TidyAsync(NewRun(CancellationToken.None)); // whoever ended it has died before it had closed everything, or its time to live is over
        else
            await ListSoonAsync(); // whoever had it pause may have died before the list knew
    }

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _events = new EventLog(_services.Time, Record.Events);
        GoOn();
        return Task.CompletedTask;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => _ending.CancelAsync();

    public void Dispose() => _ending.Dispose();

    /// <summary>Keeps what the user wants, unless it comes too late, and interrupts what is under way.</summary>
    private async Task<CampaignStatus?> WishAsync(CampaignWish wish, Func<CampaignRecord, CampaignRecord> change)
    {
        if (Record.Text is null)
            return null;
        var isTaken = false;
        await _record.ChangeAsync(record =>
        {
            isTaken = !record.State.IsFinal() && record.Report is null && record.Wish < wish;
            return isTaken ? change(record) with { Writer = _me, Wish = wish } : record;
        });
        if (isTaken && _interrupt is { } interrupt)
            await interrupt.CancelAsync(); // should somebody want something else by now, the next step does that
        GoOn();
        await ListSoonAsync();
        return await GetStatus();
    }

    /// <summary>Where the output folder is, as the user has it.</summary>
    private string Output(CampaignSpec spec) => _services.Resources.DataRoot is { } root ? Path.GetRelativePath(root, spec.Output.Path) : spec.Output.Path;

    private string Taken() => Record.State.IsFinal()
        ? $"campaign {Name} has ended already ({Record.State}); give the new one another metadata.name"
        : $"campaign {Name} exists already with another text ({Record.State}); give the new one another metadata.name, or cancel the other: chita cancel {Name}";

    private string Phase() => Record.State switch
    {
        CampaignState.Pending => _waiting.Length > 0 ? _waiting : "waiting",
        CampaignState.Succeeded or CampaignState.Rejected => "done",
        var state => state.ToString().ToLowerInvariant(),
    };

    private CampaignProgress Progress(CampaignSpec spec)
    {
        var last = Record.Stages.Count > 0 ? Record.Stages[^1] : null;
        return new CampaignProgress
        {
            Percent = Record.State is CampaignState.Succeeded or CampaignState.Rejected ? 100 : Record.Percent,
            Stage = Record.Stages.Count, Stages = spec.Stages.Count,
            Objective = last?.Objective, Gap = last?.Gap, Kept = last?.Kept,
        };
    }

    private async Task ForgetReminderAsync()
    {
        if (await this.GetReminder(Reminder) is { } reminder)
            await this.UnregisterReminder(reminder);
    }
}
