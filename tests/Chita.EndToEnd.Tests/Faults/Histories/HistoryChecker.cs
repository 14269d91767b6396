namespace Chita.EndToEnd.Tests.Faults.Histories;

/// <summary>
/// Says what in a history cannot be. Commands and looks have a beginning and an end and happen somewhere between; only what holds for every order that
/// this leaves is held against the campaigns.
/// </summary>
internal static class HistoryChecker
{
    public static IReadOnlyList<HistoryFinding> Check(CommandHistory history) => [.. history.Campaigns.SelectMany(name => new CampaignCase(name, history).Findings())];
}
