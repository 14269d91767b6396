using Chita.Grains.Gradients;
using Microsoft.Extensions.Logging;
using Orleans.Placement;

namespace Chita.Grains.Campaigns;

/// <summary>Holds a campaign's state and runs it in the background, one step after the other, in this grain's turns.</summary>
[KeepAlive, Immovable]
internal sealed class CampaignGrain(SiloResources resources, TimeProvider time, ILogger<CampaignGrain> logger) : Grain, ICampaignGrain, IDisposable
{
    private readonly CancellationTokenSource _cancelled = new();
    private CampaignText? _campaign;
    private CampaignRun? _run;
    private CampaignStatus _status = new() { State = CampaignState.Pending };

    public Task Start(CampaignText campaign)
    {
        if (_campaign == campaign)
            return Task.CompletedTask;
        if (_campaign is not null)
            throw new InvalidInputException($"Campaign {this.GetPrimaryKeyString()} exists already with another text; give the new one another metadata.name.");

        _campaign = campaign;
        _run = new CampaignRun(campaign, resources.DataRoot, this.GetPrimaryKeyString(), GrainFactory, time, _cancelled.Token);
        _status = new CampaignStatus { State = CampaignState.Running, Phase = "starting", Stages = _run.Stages };
        RunAsync(_run).Ignore(); // ends in _status, whatever happens
        return Task.CompletedTask;
    }

    public async Task<CampaignStatus> GetStatus() =>
        _status.State == CampaignState.Running && _run is not null ? await _run.GetStatusAsync() : _status;

    public Task Cancel() => _cancelled.CancelAsync();

    public void Dispose() => _cancelled.Dispose();

    private async Task RunAsync(CampaignRun run)
    {
        try
        {
            _status = await run.RunAsync();
        }
        catch (Exception) when (_cancelled.IsCancellationRequested)
        {
            _status = run.Ended() with { State = CampaignState.Cancelled, Phase = "cancelled" };
        }
        catch (Exception failure)
        {
            logger.LogError(failure, "Campaign {Campaign} failed", this.GetPrimaryKeyString());
            _status = run.Ended() with { State = CampaignState.Failed, Phase = "failed", Failure = Describe(failure) };
        }

        await run.CloseAsync();
    }

    private static CampaignFailure Describe(Exception failure) => new(
        failure switch
        {
            InvalidInputException => FailureKind.Input,
            NumericalException => FailureKind.Numbers,
            _ => FailureKind.Internal,
        },
        failure.Message, failure.ToString());
}
