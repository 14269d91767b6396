using Chita.Grains.Storage;
using Chita.Scheduling;
using Microsoft.Extensions.Logging;

namespace Chita.Grains.Schedules;

/// <summary>
/// Holds a schedule's record, and does what <see cref="Fires"/> decides. A timer wakes it at the exact instant; a reminder, every minute, when
/// its silo has died or an answer was lost. A fire is written before its campaign is started, and whoever finds it written starts it (again).
/// </summary>
internal sealed partial class ScheduleGrain : Grain, IScheduleGrain, IRemindable
{
    private static readonly TimeSpan ReminderPeriod = TimeSpan.FromMinutes(1); // Orleans knows no shorter one

    private readonly Guid _me = Guid.NewGuid();
    private readonly Durable<ScheduleRecord> _record;
    private readonly SiloResources _resources;
    private readonly TimeProvider _time;
    private readonly ILogger<ScheduleGrain> _logger;
    private readonly FireCampaigns _campaigns;
    private ScheduleSpec? _spec; // of a text that may have been replaced
    private IGrainTimer? _timer;

    public ScheduleGrain(
        [PersistentState("schedule", GrainStorage.Name)] IPersistentState<ScheduleRecord> record, IGrainFactory grains, SiloResources resources, TimeProvider time,
        ILogger<ScheduleGrain> logger)
    {
        _record = new(record, time);
        (_resources, _time, _logger) = (resources, time, logger);
        _campaigns = new FireCampaigns(grains, logger);
    }

    private ScheduleRecord Record => _record.Value;

    private ScheduleSpec Spec => _spec is { } known && known.Yaml == Record.Text!.Yaml ? known : _spec = Record.Text!.Parse();

    private string Name => this.GetPrimaryKeyString();

    private DateTimeOffset Now => _time.GetUtcNow();

    public async Task Add(ScheduleText schedule)
    {
        if (Record.Text == schedule)
            return;
        if (Record.Text is not null)
            throw new InvalidInputException($"schedule {Name} exists already with another text; remove it first, or give the new one another metadata.name");

        var (spec, id, since, now) = (schedule.Parse(_resources.DataRoot), $"fire-{Guid.NewGuid():N}", Record.Since, Now);
        await this.RegisterOrUpdateReminder(id, ReminderPeriod, ReminderPeriod);
        await Index().Add(Name, id);
        await SaveAsync(new ScheduleRecord { Text = schedule, Id = id, Suspended = spec.Suspend, Since = since, Decided = now > since ? now : since });
        Arm();
    }

    public Task<ScheduleStatus?> GetStatus() => Task.FromResult(Record.Text is null ? null : new ScheduleStatus
    {
        Name = Name,
        Text = Record.Text,
        Suspended = Record.Suspended,
        Next = Record.Suspended ? null : Spec.Calendar.Next(Record.Decided),
        Fires = Record.Fires,
    });

    public async Task Suspend()
    {
        Require();
        await WakeAsync(); // what is due until now is not yet suspended
        await SaveAsync(Fires.Suspend(Record));
        Arm();
    }

    public async Task Resume()
    {
        Require();
        await SaveAsync(Fires.Resume(Record, Now));
        Arm();
    }

    public async Task<FireRecord> Trigger(DateTimeOffset instant)
    {
        Require();
        var nominal = new DateTimeOffset(instant.UtcTicks - instant.UtcTicks % TimeSpan.TicksPerSecond, TimeSpan.Zero);
        if (Fire(nominal) is { } known)
            return known;
        if ((Now - nominal).Duration() > Fires.Leeway)
            throw new InvalidInputException($"schedule {Name} was to fire at {nominal:u}, and it is {Now:u} by the clock of its silo; set the clock that is wrong, and trigger again");
        await WakeAsync(); // what has ended meanwhile makes room
        await SaveAsync(Fires.Trigger(Record, Spec, nominal));
        var decided = Fire(nominal)!;
        await ActAsync();
        Arm();
        return Fire(nominal) ?? decided;
    }

    public async Task Remove()
    {
        Require();
        await FinishAsync(); // from now on starting it again does nothing, should another activation still be about to
        if (Record.Fires.Any(fire => fire.State == FireState.Firing))
            throw new OrleansException($"A campaign of schedule {Name} is being started; ask again."); // which clients do
        await SaveAsync(Fires.Remove(Record));
        Arm();
        await ForgetAsync(Record.Id);
    }

    public async Task ReceiveReminder(string reminderName, TickStatus status)
    {
        if (reminderName != Record.Id)
            await _record.ReadAsync(); // its schedule was added by another activation, or it outlived it
        if (reminderName == Record.Id && Record.Text is not null)
            await WakeAsync();
        else
            await ForgetAsync(reminderName);
    }

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        Arm();
        return Task.CompletedTask;
    }

    /// <summary>Removes what keeps a schedule awake that is no more. It may have been another one of this name, so only what is its own goes.</summary>
    private async Task ForgetAsync(string id)
    {
        await Index().Remove(Name, id);
        if (await this.GetReminder(id) is { } reminder)
            await this.UnregisterReminder(reminder);
    }

    private void Require()
    {
        if (Record.Text is null)
            throw new UnknownNameException($"there is no schedule {Name}; chita schedule list shows those that there are");
    }

    private FireRecord? Fire(DateTimeOffset nominal) => Record.Fires.FirstOrDefault(fire => fire.Nominal == nominal);

    private IScheduleIndexGrain Index() => GrainFactory.GetGrain<IScheduleIndexGrain>(IScheduleIndexGrain.Key);

    private async Task SaveAsync(ScheduleRecord value)
    {
        if (ReferenceEquals(value, Record))
            return;
        try
        {
            await _record.SaveAsync(value with { Writer = _me });
        }
        catch (StaleOwnerException stale)
        {
            _logger.LogWarning("Schedule {Schedule} is left to its other activation: {Reason}", Name, stale.Message);
            DeactivateOnIdle();
            throw new OrleansException($"Schedule {Name} was woken twice; ask again.", stale); // which clients do
        }
    }
}
