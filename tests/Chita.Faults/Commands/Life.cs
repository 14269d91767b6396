using Chita.EndToEnd.Tests.Faults.Histories;
using Chita.Grains.Campaigns;

namespace Chita.Faults.Commands;

/// <summary>
/// One campaign's life: submitted, and told this and that by two users at once, who do not know of each other. Some of their commands are followed by
/// the death of the silo that they go to.
/// </summary>
/// <param name="campaign">The campaign.</param>
/// <param name="random">Decides.</param>
/// <param name="users">Users to choose from.</param>
/// <param name="watch">Looks at it.</param>
/// <param name="killer">Kills silos.</param>
/// <param name="history">The clock.</param>
internal sealed class Life(TinyCampaign campaign, Random random, IReadOnlyList<User> users, Watch watch, Killer killer, HistoryRecorder history)
{
    /// <summary>So long after its last command a campaign may take to end, or to pause; after that it is stuck.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private const double AimedShare = 0.25;

    public TinyCampaign Campaign => campaign;

    /// <summary>From the first command to its end, or until it was left paused.</summary>
    public (TimeSpan From, TimeSpan To) Span { get; private set; }

    /// <summary>Lives it, all but the end of those that are left paused.</summary>
    /// <returns>Whether it is left paused.</returns>
    public async Task<bool> RunAsync()
    {
        var from = history.Now;
        watch.Follow(campaign.Name);
        var (first, second) = (Anybody(random), Anybody(random));
        await GiveAsync(first, Verb.Submit, random);
        await Task.WhenAll(MeddleAsync(first, new Random(random.Next())), MeddleAsync(second, new Random(random.Next())));

        var paused = random.Next(8) == 0 && await LeavePausedAsync(first);
        if (!paused)
            await FinishAsync(first);
        Span = (from, history.Now);
        return paused;
    }

    /// <summary>Has it go on, and waits for its end; a campaign that does not end is found by what is left of it.</summary>
    public async Task FinishAsync(User? user = null)
    {
        user ??= Anybody(random);
        await user.InsistAsync(Verb.Submit, campaign, Patience); // whoever was never told that it is there does so again
        await user.InsistAsync(Verb.Resume, campaign, Patience);
        await watch.UntilAsync(campaign.Name, history.Now, state => state.IsFinal(), Patience);
        watch.Leave(campaign.Name);
    }

    /// <returns>Whether it is paused, and has not ended before.</returns>
    private async Task<bool> LeavePausedAsync(User user)
    {
        await user.InsistAsync(Verb.Submit, campaign, Patience);
        await user.InsistAsync(Verb.Pause, campaign, Patience);
        var ended = false;
        await watch.UntilAsync(campaign.Name, history.Now, state => (ended = state.IsFinal()) || state == CampaignState.Paused, Patience);
        watch.Leave(campaign.Name);
        return !ended;
    }

    private async Task MeddleAsync(User user, Random dice)
    {
        for (var left = dice.Next(1, 5); left > 0; left--)
        {
            await Task.Delay(TimeSpan.FromSeconds(1.5 * dice.NextDouble() * dice.NextDouble()));
            var command = await GiveAsync(user, Draw(dice), dice);
            if (command.Answer?.State == CampaignState.Cancelled && dice.Next(2) == 0)
                await GiveAsync(user, Verb.Again, dice); // it left no output that another run would find in its way
        }
    }

    private static Verb Draw(Random dice) => dice.Next(10) switch
    {
        < 4 => Verb.Pause,
        < 8 => Verb.Resume,
        8 => Verb.Submit,
        _ => Verb.Cancel,
    };

    private async Task<Command> GiveAsync(User user, Verb verb, Random dice)
    {
        if (dice.NextDouble() >= AimedShare)
            return await user.GiveAsync(verb, campaign);
        var silo = await killer.FindAsync(campaign.Name, dice);
        var answer = user.GiveAsync(verb, campaign);
        await Task.Delay(dice.Next(20));
        await killer.StrikeAsync(silo, dice);
        return await answer;
    }

    private User Anybody(Random dice) => users[dice.Next(users.Count)];
}
