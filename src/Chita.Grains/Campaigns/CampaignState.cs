namespace Chita.Grains.Campaigns;

/// <summary>States of a campaign. The last four are final: a campaign never leaves them.</summary>
[GenerateSerializer, Alias("chita.CampaignState")]
public enum CampaignState
{
    /// <summary>Accepted, and waits for its turn.</summary>
    Pending,

    /// <summary>It has its turn: inputs are looked at, network and blocks find their place.</summary>
    Admitted,

    /// <summary>At work.</summary>
    Running,

    /// <summary>It was asked to pause, and is about to.</summary>
    Pausing,

    /// <summary>Holds nothing of the cluster but what it needs to go on from.</summary>
    Paused,

    /// <summary>Done; the output folder is there.</summary>
    Succeeded,

    /// <summary>Done, but the quality gate was missed; the output folder is there and says so.</summary>
    Rejected,

    /// <summary>Ended by an error; no output folder.</summary>
    Failed,

    /// <summary>Ended by the user; no output folder.</summary>
    Cancelled,
}

/// <summary>What can be said of states.</summary>
public static class CampaignStates
{
    /// <summary>Whether nothing comes after this state.</summary>
    public static bool IsFinal(this CampaignState state) => state >= CampaignState.Succeeded;
}
