namespace Chita.Client.Commands;

/// <summary>A campaign that was followed has been paused.</summary>
internal sealed class CampaignPausedException(string name) : Exception($"{name} is paused; chita resume {name} goes on from its last checkpoint.");
