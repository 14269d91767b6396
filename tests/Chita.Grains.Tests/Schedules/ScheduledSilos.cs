using Chita.Grains.Schedules;
using Chita.Grains.Storage;
using Chita.Grains.Tests.Placement;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Core.Internal;
using Orleans.Reminders;
using Orleans.Storage;

namespace Chita.Grains.Tests.Schedules;

/// <summary>Silos on a virtual clock, with a schedule.</summary>
internal sealed class ScheduledSilos : IAsyncDisposable
{
    public const string Name = "nightly";

    private const string DataRoot = "/data";

    private const int LateRing = 200; // looks until a timer is taken for late

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private ScheduledSilos(TestSilos silos, VirtualClock clock, CampaignDoor door) => (Silos, Clock, Door) = (silos, clock, door);

    public TestSilos Silos { get; }

    public VirtualClock Clock { get; }

    public CampaignDoor Door { get; }

    public IScheduleGrain Grain => Of(Name);

    public IScheduleIndexGrain Index => Silos.Grains.GetGrain<IScheduleIndexGrain>(IScheduleIndexGrain.Key);

    /// <summary>What wakes it as Orleans' reminders do.</summary>
    public IRemindable Remindable => Grain.AsReference<IRemindable>();

    private IGrainStorage Storage => Silos.Storage.Of(new StateSerializer());

    public static async Task<ScheduledSilos> StartAsync(int silos, DateTimeOffset now, string? dataRoot = DataRoot)
    {
        var (clock, door) = (new VirtualClock(now), new CampaignDoor());
        return new ScheduledSilos(await TestSilos.StartAsync(silos, _ => new SiloResources { Threads = 1, DataRoot = dataRoot }, silo =>
        {
            silo.Services.AddSingleton<TimeProvider>(clock);
            // What keeps the silos themselves alive goes by the true time.
            foreach (var own in (string[])[TimeProviderNames.Messaging, TimeProviderNames.SystemTimers, TimeProviderNames.Membership, TimeProviderNames.ActivationManagement, TimeProviderNames.GrainDirectory])
                silo.Services.AddKeyedSingleton(own, TimeProvider.System);
            silo.Services.AddKeyedSingleton<TimeProvider>(ReminderTimeProviderNames.Reminders, clock);
            silo.AddIncomingGrainCallFilter(door);
        }), clock, door);
    }

    /// <summary>A schedule's text.</summary>
    /// <param name="cron">The expression.</param>
    /// <param name="zone">The time zone.</param>
    /// <param name="more">More keys, a line each.</param>
    public static ScheduleText Text(string cron, string zone = "UTC", params string[] more) => TextOf(Name, cron, zone, more);

    /// <summary>The text of a schedule of another name.</summary>
    public static ScheduleText TextOf(string name, string cron, string zone, params string[] more) => new(
        $$"""
        apiVersion: chita/v1
        kind: Schedule
        metadata: { name: {{name}} }
        spec:
          cron: "{{cron}}"
          timeZone: {{zone}}
        {{string.Join('\n', more.Select(line => "  " + line))}}
          campaign:
            network: { torchscript: net.pt, loss: cross-entropy }
            calibration: { data: data, samples: 16, batchSize: 1 }
            solver: { ridge: 1.0e-3 }
            budget: { sparsity: 0.9 }
            output: { path: out }
        """, "nightly.yaml");

    /// <summary>The schedule of a name.</summary>
    public IScheduleGrain Of(string name) => Silos.Grains.GetGrain<IScheduleGrain>(name);

    /// <summary>Has the schedule's activation end; whoever calls next wakes another one.</summary>
    public async Task DeactivateAsync() => await Grain.AsReference<IGrainManagementExtension>().DeactivateOnIdle();

    /// <summary>What the schedule keeps.</summary>
    public async Task<ScheduleRecord> ReadAsync() => (await StateAsync()).State!;

    /// <summary>Writes what the schedule keeps, as another activation would.</summary>
    public async Task WriteAsync(ScheduleRecord record)
    {
        var state = await StateAsync();
        state.State = record;
        await Storage.WriteStateAsync("schedule", Grain.GetGrainId(), state);
    }

    /// <summary>Waits until the schedule is as wanted, whatever happens to silos meanwhile. The clock stands.</summary>
    public Task<ScheduleStatus> UntilAsync(Func<ScheduleStatus, bool> wanted) => UntilAsync(wanted, TimeSpan.Zero);

    /// <summary>As <see cref="UntilAsync(Func{ScheduleStatus, bool})"/>, while the clock goes on by steps.</summary>
    public Task<ScheduleStatus> UntilAsync(Func<ScheduleStatus, bool> wanted, TimeSpan step) => UntilAsync(Name, wanted, step);

    /// <summary>As that, for a schedule of another name.</summary>
    public async Task<ScheduleStatus> UntilAsync(string name, Func<ScheduleStatus, bool> wanted, TimeSpan step)
    {
        object? last = null;
        var started = TimeProvider.System.GetTimestamp();
        for (var looked = 0; TimeProvider.System.GetElapsedTime(started) < Patience; looked++)
        {
            try
            {
                var status = await Of(name).GetStatus();
                last = status;
                if (status is not null && wanted(status))
                    return status;
            }
            catch (Exception failure) when (failure is OrleansException or TimeoutException)
            {
                last = failure; // its silo is being missed, or it was woken twice
            }

            if (looked > 20) // most often it is so at once
                await Task.Delay(5, TestContext.Current.CancellationToken);
            // A timer that was being set while the clock went to where it is now rings by as much as a minute late: see ScheduleGrain.Arm.
            Clock.AdvanceTo(Clock.GetUtcNow() + (looked > LateRing ? step * 1000 : step));
        }

        throw new TimeoutException($"The schedule is not as wanted: {last}\n{string.Join('\n', (last as ScheduleStatus)?.Fires ?? [])}\nbegun: {string.Join(' ', Door.Begun)}");
    }

    /// <summary>Waits until something holds, while the clock goes on by steps.</summary>
    public async Task UntilAsync(Func<Task<bool>> holds, TimeSpan step)
    {
        for (var started = TimeProvider.System.GetTimestamp(); !await holds(); Clock.AdvanceTo(Clock.GetUtcNow() + step))
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < Patience, $"It does not come true; begun: {string.Join(' ', Door.Begun)}");
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }
    }

    public ValueTask DisposeAsync() => Silos.DisposeAsync();

    private async Task<GrainState<ScheduleRecord>> StateAsync()
    {
        var state = new GrainState<ScheduleRecord>();
        await Storage.ReadStateAsync("schedule", Grain.GetGrainId(), state);
        return state;
    }
}
