using Chita.Client.Connections;
using Chita.Grains.Campaigns;
using Chita.Grains.Coordination;
using Chita.Grains.Tree;

namespace Chita.EndToEnd.Tests.Faults;

/// <summary>Where a campaign's grains live.</summary>
internal sealed class Residence(string campaign, IGrainConnection connection)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    public Task<int?> CampaignAsync() => PortAsync(connection.Grains.GetGrain<ICampaignGrain>(campaign));

    public Task<int?> CoordinatorAsync() => PortAsync(connection.Grains.GetGrain<ICoordinatorGrain>(campaign));

    public Task<int?> LayerAsync(string tensor) => PortAsync(connection.Grains.GetGrain<ILayerGrain>($"{campaign}/{tensor}"));

    public Task<int?> BlockAsync(string tensor, int number = 0) => PortAsync(connection.Grains.GetGrain<IBlockGrain>($"{campaign}/{tensor}/{number}"));

    /// <summary>The port of the grain's silo for other silos; null when it lives nowhere.</summary>
    private async Task<int?> PortAsync(IAddressable grain)
    {
        var silo = await connection.Grains.GetGrain<IManagementGrain>(0).GetActivationAddress(grain).AsTask().WaitAsync(Patience);
        return silo?.Endpoint.Port;
    }
}
