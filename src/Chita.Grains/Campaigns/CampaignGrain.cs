using Chita.Grains.Gradients;
using Chita.Grains.Placement;
using Chita.Grains.Storage;
using Microsoft.Extensions.Logging;
using Orleans.Placement;

namespace Chita.Grains.Campaigns;

/// <summary>
/// Holds a campaign's record and runs it in the background, one step after the other, in this grain's turns. When its silo dies, whoever
/// calls next, a watcher or the reminder, wakes it elsewhere, and it goes on from its record.
/// </summary>
[Immovable, OnSilo]
internal sealed class CampaignGrain : Grain, ICampaignGrain, IRemindable, IDisposable
{
    private const string Reminder = "go on";

    private readonly CancellationTokenSource _cancelled = new(); // by the user
    private readonly CancellationTokenSource _ending = new();    // this activation
    private readonly Guid _me = Guid.NewGuid();
    private readonly Durable<CampaignRecord> _record;
    private readonly CampaignServices _services;
    private readonly ILogger<CampaignGrain> _logger;
    private CampaignRun? _run;

    public CampaignGrain(
        [PersistentState("campaign", GrainStorage.Name)] IPersistentState<CampaignRecord> record, IGrainFactory grains, ISiloCatalog silos, SiloResources resources,
        BlockFiles files, TimeProvider time, ILogger<CampaignGrain> logger)
    {
        _record = new(record, time);
        _services = new CampaignServices(grains, silos, resources, files, time, logger);
        _logger = logger;
    }

    private CampaignRecord Record => _record.Value;

    public async Task Start(CampaignText campaign)
    {
        if (Record.Text == campaign)
            return;
        if (Record.Text is not null)
            throw new InvalidInputException($"Campaign {this.GetPrimaryKeyString()} exists already with another text; give the new one another metadata.name.");

        campaign.Parse(_services.Resources.DataRoot);
        await this.RegisterOrUpdateReminder(Reminder, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1));
        await _record.SaveAsync(new CampaignRecord
        {
            Text = campaign, Run = $"{this.GetPrimaryKeyString()}-{Guid.NewGuid():N}", State = CampaignState.Running, Writer = _me,
            Started = _services.Time.GetUtcNow(),
        });
        GoOn();
    }

    public async Task<CampaignStatus> GetStatus() => _run is { } run && Record.State == CampaignState.Running ? await run.GetStatusAsync() : Ended();

    public Task Cancel() => _cancelled.CancelAsync();

    public async Task ReceiveReminder(string reminderName, TickStatus status)
    {
        GoOn();
        if (Record.Text is null)
            await ForgetReminderAsync(); // it was never started
        else if (_run is null)
            await CloseAsync(NewRun()); // whoever ended it has died before it had closed everything
    }

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        GoOn();
        return Task.CompletedTask;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => _ending.CancelAsync();

    public void Dispose()
    {
        _cancelled.Dispose();
        _ending.Dispose();
    }

    /// <summary>Runs the campaign in the background unless it runs, or has ended.</summary>
    private void GoOn()
    {
        if (Record.State != CampaignState.Running || _run is not null)
            return;
        _run = NewRun();
        DelayDeactivation(TimeSpan.MaxValue); // while it runs: work in the background does not count as use
        RunAsync(_run).Ignore(); // ends in the record, whatever happens
    }

    private CampaignRun NewRun() => new(this.GetPrimaryKeyString(), _record, _me, _services, _cancelled.Token, _ending.Token);

    private async Task RunAsync(CampaignRun run)
    {
        try
        {
            await EndAsync(run, await OutcomeAsync(run));
        }
        catch (StaleOwnerException stale)
        {
            _logger.LogWarning("Campaign {Campaign} is left to its new owner: {Reason}", this.GetPrimaryKeyString(), stale.Message);
            DeactivateOnIdle();
        }
        catch (Exception) when (_ending.IsCancellationRequested)
        {
            // The next activation goes on.
        }
    }

    private async Task<CampaignRecord> OutcomeAsync(CampaignRun run)
    {
        try
        {
            return await run.RunAsync();
        }
        catch (Exception failure) when (failure is not StaleOwnerException && !_ending.IsCancellationRequested)
        {
            if (_cancelled.IsCancellationRequested)
                return Record with { State = CampaignState.Cancelled };
            _logger.LogError(failure, "Campaign {Campaign} failed", this.GetPrimaryKeyString());
            return Record with { State = CampaignState.Failed, Failure = Describe(failure) };
        }
    }

    private async Task EndAsync(CampaignRun run, CampaignRecord end)
    {
        await _record.SaveAsync(end with { Events = run.Events, Percent = run.Percent }, _ending.Token);
        _run = null;
        await CloseAsync(run);
        DelayDeactivation(TimeSpan.FromSeconds(-1));
    }

    /// <summary>Frees what the campaign holds. How it ended does not depend on it: what fails is tried again with the next reminder.</summary>
    private async Task CloseAsync(CampaignRun run)
    {
        try
        {
            await run.CloseAsync();
            await ForgetReminderAsync();
        }
        catch (Exception failure)
        {
            _logger.LogWarning(failure, "What campaign {Campaign} held is not free yet", this.GetPrimaryKeyString());
        }
    }

    private async Task ForgetReminderAsync()
    {
        if (await this.GetReminder(Reminder) is { } reminder)
            await this.UnregisterReminder(reminder);
    }

    private CampaignStatus Ended() => new()
    {
        State = Record.State,
        Phase = Record.State switch
        {
            CampaignState.Succeeded or CampaignState.Rejected => "done",
            CampaignState.Cancelled => "cancelled",
            CampaignState.Failed => "failed",
            _ => "",
        },
        Stage = Record.Stages.Count,
        Stages = Record.Text?.Parse(_services.Resources.DataRoot).Stages.Count ?? 0,
        Percent = Record.State is CampaignState.Succeeded or CampaignState.Rejected ? 100 : Record.Percent,
        Events = Record.Events,
        Failure = Record.Failure,
        Report = Record.State is CampaignState.Succeeded or CampaignState.Rejected ? Record.Report : null,
    };

    private static CampaignFailure Describe(Exception failure) => new(
        failure switch
        {
            InvalidInputException => FailureKind.Input,
            NumericalException => FailureKind.Numbers,
            _ => FailureKind.Internal,
        },
        failure.Message, failure.ToString());
}
