using Chita.EndToEnd.Tests.Cluster;

namespace Chita.EndToEnd.Tests.Faults;

/// <summary>The same digest, and the same objective and bound after each iteration, however the work is shared out.</summary>
[Collection(ClusterCollection.Name)]
public sealed class SameBitsTests(EmbeddedResnet embedded, SharedCluster shared)
{
    [Fact]
    public async Task One_and_two_threads_and_two_silos_give_the_same_bits()
    {
        SharedData.Require("networks/resnet20.pt");
        Assert.Equal(await embedded.TracesAsync(), await embedded.RunAsync(threads: 1));
        await using var campaign = await RunningCampaign.StartAsync(embedded, shared, "same-bits");
        await campaign.ExpectSameBitsAsync();
    }
}
