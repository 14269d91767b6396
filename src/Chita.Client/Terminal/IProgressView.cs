using Chita.Client.Commands;
using Chita.Grains.Campaigns;
using Spectre.Console;

namespace Chita.Client.Terminal;

/// <summary>Shows a campaign while it runs.</summary>
internal interface IProgressView
{
    /// <summary>Shows every status until the last, and returns that.</summary>
    Task<CampaignStatus> FollowAsync(string name, IAsyncEnumerable<CampaignStatus> statuses);

    /// <summary>Says something about the way to the campaign, not of the campaign; may be called while it is followed.</summary>
    void Notice(string name, string line);
}

/// <summary>Chooses the view that fits where the output goes.</summary>
internal static class ProgressView
{
    /// <summary>A live one on a terminal; plain lines when piped, on standard error when standard output is for the result.</summary>
    public static IProgressView For(OutputStyle style)
    {
        if (style != OutputStyle.Table)
            return new PlainProgress(Console.Error);
        return AnsiConsole.Profile.Capabilities.Interactive && AnsiConsole.Profile.Capabilities.Ansi && !Console.IsOutputRedirected
            ? new LiveProgress(AnsiConsole.Console)
            : new PlainProgress(Console.Out);
    }
}
