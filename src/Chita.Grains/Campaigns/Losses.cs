using Chita.Grains.Placement;

namespace Chita.Grains.Campaigns;

/// <summary>Tells what a cluster recovers from, silos and messages that were lost, from what ends a campaign.</summary>
internal static class Losses
{
    public static bool IsLoss(Exception failure) => failure is NodeLostException or SiloGoneException or OutOfBudgetException
        or Orleans.Runtime.OrleansException or TimeoutException or OperationCanceledException;
}
