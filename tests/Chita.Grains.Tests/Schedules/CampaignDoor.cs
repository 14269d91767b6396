using System.Collections.Concurrent;
using Chita.Grains.Campaigns;
using Chita.Grains.Gradients;

namespace Chita.Grains.Tests.Schedules;

/// <summary>
/// Stands before the campaign grains of all silos: tests say when a campaign ends, and what happens on the way to one. Like them it knows a campaign by its name.
/// </summary>
internal sealed class CampaignDoor : IIncomingGrainCallFilter
{
    private readonly ConcurrentDictionary<string, (CampaignText Text, CampaignState State)> _campaigns = new(); // any silo, any thread
    private readonly ConcurrentQueue<string> _begun = new();                                                     // the same

    /// <summary>Campaigns that were begun, in order: one that is started again does not begin again.</summary>
    public IReadOnlyList<string> Begun => [.. _begun];

    /// <summary>How often campaigns were asked to start.</summary>
    public int Starts => _starts;

    private int _starts; // interlocked

    /// <summary>Campaigns that were cancelled; they end only when told.</summary>
    public ConcurrentQueue<string> Cancelled { get; } = new();

    /// <summary>Campaigns that were forgotten, in order.</summary>
    public ConcurrentQueue<string> Forgotten { get; } = new();

    /// <summary>Called after a campaign was asked to be forgotten; what it throws, or that it is false, the caller gets.</summary>
    public Func<string, bool>? AfterForget { get; set; }

    /// <summary>Whether campaigns end as they begin.</summary>
    public bool EndAtOnce { get; set; }

    /// <summary>Called before a campaign begins; what it throws, the caller gets.</summary>
    public Func<string, Task>? Before { get; set; }

    public void End(string campaign, CampaignState state = CampaignState.Succeeded) => _campaigns[campaign] = (_campaigns[campaign].Text, state);

    /// <summary>A campaign's text, as it came here.</summary>
    public CampaignText Text(string campaign) => _campaigns[campaign].Text;

    public async Task Invoke(IIncomingGrainCallContext context)
    {
        if (context.InterfaceMethod.DeclaringType != typeof(ICampaignGrain))
        {
            await context.Invoke();
            return;
        }

        var name = context.TargetId.Key.ToString()!;
        switch (context.MethodName)
        {
            case nameof(ICampaignGrain.Submit):
                await StartAsync(name, (CampaignText)context.Request.GetArgument(0)!);
                context.Result = Status(name);
                break;
            case nameof(ICampaignGrain.GetStatus):
                context.Result = Status(name);
                break;
            case nameof(ICampaignGrain.Forget):
                if (_campaigns.TryRemove(name, out _))
                    Forgotten.Enqueue(name);
                context.Result = AfterForget?.Invoke(name) ?? true;
                break;
            default:
                Cancelled.Enqueue(name);
                context.Result = null;
                break;
        }
    }

    private CampaignStatus? Status(string name) =>
        _campaigns.TryGetValue(name, out var campaign) ? new CampaignStatus { Name = name, Run = name, State = campaign.State } : null;

    private async Task StartAsync(string name, CampaignText text)
    {
        Interlocked.Increment(ref _starts);
        if (Before is { } before)
            await before(name);
        Assert.Equal(name, text.Parse(text.DataRoot is null ? "/data" : null).Name); // it is a campaign as any other
        var mine = (text, EndAtOnce ? CampaignState.Succeeded : CampaignState.Running);
        if (_campaigns.TryAdd(name, mine))
            _begun.Enqueue(name);
        else if (_campaigns[name].Text != text)
            throw new InvalidInputException($"Campaign {name} exists already with another text.");
    }
}
