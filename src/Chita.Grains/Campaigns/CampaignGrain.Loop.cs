using Chita.Campaigns;
using Chita.Grains.Artifacts;
using Microsoft.Extensions.Logging;

namespace Chita.Grains.Campaigns;

/// <content>The loop that makes what the user wants come true: one step after the other, each from the record on.</content>
internal sealed partial class CampaignGrain
{
    private static readonly TimeSpan FirstBackOff = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestBackOff = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan MemoryPause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(0.5); // after a step that failed, as when a silo dies that it gives something back to
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    private const string PausedByUser = "Its user had it pause.";

    private bool HasWork => Record is { Text: not null, State: var state } && !state.IsFinal() && (state != CampaignState.Paused || Record.Wish != CampaignWish.Pause);

    /// <summary>Runs the loop in the background, unless it runs or there is nothing to do.</summary>
    private void GoOn()
    {
        if (_interrupt is not null || !HasWork)
            return;
        DelayDeactivation(TimeSpan.MaxValue); // while it runs: work in the background does not count as use
        _loop = LoopAsync(); // ends in the record, whatever happens
    }

    private async Task LoopAsync()
    {
        for (var failures = 0; HasWork && !_ending.IsCancellationRequested;)
        {
            using var interrupt = _interrupt = CancellationTokenSource.CreateLinkedTokenSource(_ending.Token);
            try
            {
                await StepAsync(interrupt);
                failures = 0;
            }
            catch (StaleOwnerException stale)
            {
                _logger.LogWarning("Campaign {Campaign} is left to its new owner: {Reason}", Name, stale.Message);
                DeactivateOnIdle();
                break;
            }
            catch (Exception failure) when (!_ending.IsCancellationRequested)
            {
                var pause = BackOff(FirstPause, LongestPause, failures++);
                _logger.LogWarning(failure, "Campaign {Campaign} goes on in {Seconds} s", Name, pause.TotalSeconds);
                await Task.Delay(pause, _services.Time, interrupt.Token).ConfigureAwait(ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (Exception)
            {
                break; // the next activation goes on
            }
        }

        _interrupt = null;
        DelayDeactivation(TimeSpan.FromSeconds(-1));
    }

    private async Task StepAsync(CancellationTokenSource interrupt)
    {
        using var deadline = Deadline();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(interrupt.Token, deadline.Token);
        if (Record.Wish == CampaignWish.Cancel)
            await CancelAsync(NewRun(stop.Token));
        else if (Record.Wish == CampaignWish.Pause)
            await StopAsync(NewRun(stop.Token), "Paused", PausedByUser);
        else if (deadline.IsCancellationRequested)
            await FailAsync(NewRun(stop.Token), PastDeadline());
        else
            await TryAsync(stop.Token, deadline.Token);
    }

    /// <summary>Waits for its turn, and uses it.</summary>
    private async Task TryAsync(CancellationToken stop, CancellationToken deadline)
    {
        IDisposable? slot = null;
        try
        {
            await PauseUntilAsync(Record.NotBefore, stop);
            _waiting = "waiting for its turn";
            slot = await _slots.EnterAsync(stop);
            _waiting = "";
            await AttemptAsync(stop, deadline);
        }
        catch (OperationCanceledException) when (slot is null && !_ending.IsCancellationRequested)
        {
            // The next step sees what is wanted instead.
        }
        finally
        {
            slot?.Dispose();
        }
    }

    private async Task AttemptAsync(CancellationToken stop, CancellationToken deadline)
    {
        if (!await AdmitAsync())
            return;
        var run = _run = NewRun(stop);
        try
        {
            await ModelDigest.CompareAsync(run.Spec, Record.Model);
            var end = await run.RunAsync();
            await EndAsync(run, record => record with { State = end.State }, end.State.ToString(), "");
        }
        catch (Exception failure) when (failure is not StaleOwnerException && !_ending.IsCancellationRequested)
        {
            await AfterAsync(run, failure, stop, deadline);
        }
        finally
        {
            _run = null;
        }
    }

    /// <summary>What comes after an attempt that did not end well.</summary>
    private async Task AfterAsync(CampaignRun run, Exception failure, CancellationToken stop, CancellationToken deadline)
    {
        if (Record.Wish == CampaignWish.Cancel)
            await CancelAsync(run);
        else if (Record.Wish == CampaignWish.Pause)
            await StopAsync(run, "Paused", PausedByUser);
        else if (deadline.IsCancellationRequested)
            await FailAsync(run, PastDeadline());
        else if (stop.IsCancellationRequested)
            await StopAsync(run, "Resumed", "Its user had it go on before it was paused.");
        else if (failure is DoesNotFitException && await OthersHoldMemoryAsync(run))
            await StopAsync(run, "WaitingForMemory", failure.Message, Now + MemoryPause * (1 + Random.Shared.NextDouble()));
        else if (Describe(failure) is { Kind: not FailureKind.Internal } known)
            await FailAsync(run, known);
        else
            await RetryAsync(run, failure);
    }

    /// <summary>An error of neither input nor numbers may pass: it is tried again, later and later, from where it was.</summary>
    private async Task RetryAsync(CampaignRun run, Exception failure)
    {
        _logger.LogError(failure, "Campaign {Campaign} failed", Name);
        var failures = Record.Attempts.Count(attempt => attempt.Outcome == nameof(CampaignState.Failed)) + 1;
        if (failures > run.Spec.Execution.Retries)
        {
            await FailAsync(run, Describe(failure));
            return;
        }

        var pause = BackOff(FirstBackOff, LongestBackOff, failures - 1);
        _events.Add($"attempt {Record.Attempts.Count} failed: {failure.Message.Split('\n')[0]}; tried again in {pause.TotalSeconds:0} s");
        await StopAsync(run, nameof(CampaignState.Failed), failure.Message, Now + pause);
    }

    /// <summary>It has its turn, unless its user wants something else by now. An attempt whose owner died goes on.</summary>
    private async Task<bool> AdmitAsync()
    {
        var now = Now;
        var admitted = await _record.ChangeAsync(record => record.Wish != CampaignWish.Run ? record : (record with
        {
            Writer = _me, State = CampaignState.Admitted, Started = record.Started ?? now, NotBefore = null,
            Attempts = record.Attempts is [.., { Ended: null }] ? record.Attempts : [.. record.Attempts, new CampaignAttempt(record.Attempts.Count + 1, now, null, "", "")],
        }).With(CampaignCondition.Admitted, true, "Admitted", "It has its turn.", now), _ending.Token);
        List();
        return admitted.Wish == CampaignWish.Run;
    }

    /// <summary>Gives back what it holds. Then it is paused, or waits for what comes: as its user wants it by then, which may be another thing than before.</summary>
    private async Task StopAsync(CampaignRun run, string reason, string message, DateTimeOffset? notBefore = null)
    {
        await run.ReleaseAsync(forget: false);
        var now = Now;
        await _record.ChangeAsync(record =>
        {
            var next = EndAttempt(record with { Writer = _me, NotBefore = notBefore, Events = _events.All, Percent = run.Percent }, reason, message, now)
                .With(CampaignCondition.Running, false, reason, message, now);
            return record.Wish switch
            {
                CampaignWish.Cancel => next, // it ends with the next step
                CampaignWish.Pause => (next with { State = CampaignState.Paused }).With(CampaignCondition.Paused, true, "Paused", PausedByUser, now),
                _ => (next with { State = CampaignState.Pending }).With(CampaignCondition.Admitted, false, reason, message, now),
            };
        }, _ending.Token);
        _waiting = message;
        List();
    }

    private Task CancelAsync(CampaignRun run) => EndAsync(run, record => record with { State = CampaignState.Cancelled }, nameof(CampaignState.Cancelled), "Its user ended it.");

    /// <summary>Its user was told that it would pause, or end: then it does, and fails when it is to go on.</summary>
    private Task FailAsync(CampaignRun run, CampaignFailure failure) => EndAsync(
        run, record => record.Wish != CampaignWish.Run ? record : record with { State = CampaignState.Failed, Failure = failure },
        failure.Kind == FailureKind.Deadline ? "DeadlineExceeded" : nameof(CampaignState.Failed), failure.Message);

    /// <param name="run">What held the campaign.</param>
    /// <param name="end">The record's end; the same record again when it does not end.</param>
    /// <param name="reason">Why, as a word.</param>
    /// <param name="message">Why, for people.</param>
    private async Task EndAsync(CampaignRun run, Func<CampaignRecord, CampaignRecord> end, string reason, string message)
    {
        var now = Now;
        var ended = await _record.ChangeAsync(record => record.State.IsFinal() || end(record) is var last && ReferenceEquals(last, record) ? record : EndAttempt((last with
        {
            Writer = _me, Ended = now, Events = _events.All, Percent = run.Percent,
        }).With(CampaignCondition.Ended, true, reason, message, now).With(CampaignCondition.Running, false, reason, message, now), reason, message, now), _ending.Token);
        if (ended.State.IsFinal())
            await TidyAsync(run);
    }

    /// <summary>Frees what the campaign holds. How it ended does not depend on it: what fails is tried again with the next reminder.</summary>
    private async Task TidyAsync(CampaignRun run)
    {
        try
        {
            await run.ReleaseAsync(forget: true);
            await run.RemoveFilesAsync();
            await ListAsync();
            if (Record.State is CampaignState.Failed or CampaignState.Cancelled)
                await _services.Outputs.RemoveAsync(Name); // what it had published when it failed, or an earlier one of its name
            var left = run.Spec.Execution.TimeToLive;
            if (Record.Forgotten || Now >= Record.Ended + left)
                await ForgetAsync();
            else if (left is null)
                await ForgetReminderAsync();
            if (_services.Outputs.Store is not null)
                GrainFactory.GetGrain<ICollectorGrain>(0).Collect().Ignore();
        }
        catch (Exception failure)
        {
            _logger.LogWarning(failure, "What campaign {Campaign} held is not free yet", Name);
        }
    }

    private async Task ForgetAsync()
    {
        await Index().Remove(Name, Record.Run);
        await _services.Outputs.RemoveAsync(Name);
        await _record.ClearAsync();
        await ForgetReminderAsync();
        DeactivateOnIdle();
    }

    private static CampaignRecord EndAttempt(CampaignRecord record, string outcome, string message, DateTimeOffset now) => record.Attempts is not [.., { Ended: null } last]
        ? record
        : record with { Attempts = [.. record.Attempts.SkipLast(1), last with { Ended = now, Outcome = outcome, Message = message }] };

    /// <summary>Memory that others hold comes back; a campaign that is alone and does not fit never will.</summary>
    private async Task<bool> OthersHoldMemoryAsync(CampaignRun run)
    {
        await run.ReleaseAsync(forget: false);
        return (await _services.Silos.ListAsync()).Any(silo => silo.Reserved > 0);
    }

    private CancellationTokenSource Deadline() => Record.Started + SpecOf(Record).Execution.Deadline is { } at
        ? new CancellationTokenSource(at > Now ? at - Now : TimeSpan.Zero, _services.Time)
        : new CancellationTokenSource();

    private CampaignFailure PastDeadline() =>
        new(FailureKind.Deadline, $"{Name}: took longer than execution.deadline allows; a longer one, or none, lets it end.", "");

    private async Task PauseUntilAsync(DateTimeOffset? then, CancellationToken stop)
    {
        if (then is { } at && at > Now)
            await Task.Delay(at - Now, _services.Time, stop);
    }

    private static TimeSpan BackOff(TimeSpan first, TimeSpan longest, int failures) =>
        TimeSpan.FromSeconds(Math.Min(longest.TotalSeconds, first.TotalSeconds * Math.Pow(2, failures)));

    private CampaignRun NewRun(CancellationToken stop) => new(Name, _record, _events, _me, _services, List, stop);

    private CampaignSpec SpecOf(CampaignRecord record)
    {
        if (_spec?.Text != record.Text)
            _spec = (record.Text!, record.Text!.Parse(_services.Resources.DataRoot));
        return _spec!.Value.Spec;
    }

    private static CampaignFailure Describe(Exception failure) => new(
        failure switch
        {
            InvalidInputException or DoesNotFitException => FailureKind.Input,
            NumericalException => FailureKind.Numbers,
            _ => FailureKind.Internal,
        },
        failure.Message, failure.ToString());
}
