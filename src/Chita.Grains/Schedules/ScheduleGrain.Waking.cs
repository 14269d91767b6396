namespace Chita.Grains.Schedules;

/// <content>What it does when it wakes, and when it wakes.</content>
internal sealed partial class ScheduleGrain
{
    /// <summary>Does what was decided, decides what is due, and does that.</summary>
    private async Task WakeAsync()
    {
        if (Record.Text is null)
            return;
        try
        {
            await FinishAsync();
            await SaveAsync(Fires.Advance(Record, Spec, Now));
            await ActAsync();
            await ForgetOutlivedAsync();
        }
        finally
        {
            Arm();
        }
    }

    /// <summary>Does what was decided at an earlier time. Whoever has been replaced since learns it by writing, and starts nothing.</summary>
    private async Task FinishAsync()
    {
        if (Record.Fires.Any(fire => fire.State == FireState.Firing))
            await SaveAsync(Record with { });
        await ActAsync();
    }

    /// <summary>Starts what is to be started, sees what has ended, and cancels what is to be replaced.</summary>
    private async Task ActAsync()
    {
        foreach (var fire in Record.Fires.Where(Fires.IsActive).ToList())
        {
            var acted = fire.State == FireState.Firing
                ? await _campaigns.StartAsync(Campaign(fire), Record.Text!.Campaign(Spec, fire.Nominal), fire)
                : await _campaigns.FollowAsync(Campaign(fire), fire);
            await SaveAsync(Fires.With(Record, acted));
        }

        if (!Record.Fires.Any(fire => fire.State == FireState.Waiting))
            return;
        foreach (var fire in Record.Fires.Where(fire => fire.State == FireState.Running))
            await _campaigns.CancelAsync(Campaign(fire));
    }

    /// <summary>Has campaigns forgotten that the history has no room for, and then their fires. What does not answer is asked again when it wakes next.</summary>
    private async Task ForgetOutlivedAsync()
    {
        foreach (var fire in Fires.Outlived(Record, Spec, Now))
        {
            if (await _campaigns.ForgetAsync(Campaign(fire), fire))
                await SaveAsync(Fires.Without(Record, fire));
        }
    }

    /// <summary>Sets the timer to the next instant, or sooner when something is not finished.</summary>
    private void Arm()
    {
        var wait = Timeout.InfiniteTimeSpan;
        if (Record.Text is not null)
        {
            // Further ahead the timer finds nothing due, and sets itself again. It keeps the grain awake, which needs no reminder while its silo lives.
            wait = Record.Fires.Any(Fires.IsOpen) ? FireCampaigns.RetryInterval : ReminderPeriod;
            if (!Record.Suspended && Spec.Calendar.Next(Record.Decided) is { } next && next - Now is var left && left < wait)
                wait = left > TimeSpan.Zero ? left : TimeSpan.FromMilliseconds(1);
        }

        _timer ??= this.RegisterGrainTimer(WakeAsync, new GrainTimerCreationOptions(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan) { KeepAlive = true });
        _timer.Change(wait, Timeout.InfiniteTimeSpan);
    }

    private string Campaign(FireRecord fire) => Spec.CampaignName(fire.Nominal);
}
