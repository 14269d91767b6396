using Chita.Silo;

namespace Chita.Grains.Tests;

[Collection(SiloCollection.Name)]
public sealed class EmbeddedSiloTests
{
    [Fact]
    public async Task Two_silos_side_by_side_do_not_meet()
    {
        var silos = await Task.WhenAll(EmbeddedSilo.StartAsync(1), EmbeddedSilo.StartAsync(1));
        await using var first = silos[0];
        await using var second = silos[1];
        foreach (var silo in silos)
            Assert.Single(await silo.Grains.GetGrain<IManagementGrain>(0).GetHosts(onlyActive: false, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task The_same_campaign_in_each_is_another_one()
    {
        await using var first = await EmbeddedSilo.StartAsync(1);
        await using var second = await EmbeddedSilo.StartAsync(1);
        var (one, other) = (new DistributedProblem(seed: 1), new DistributedProblem(seed: 2));
        await one.OpenAsync(first, "same");
        var (block, _, _) = DistributedProblem.Blocks(second, "same").First();
        var error = await Assert.ThrowsAsync<NodeLostException>(() => block.Read(0, 1));
        Assert.Contains("is not open", error.Message);

        await other.OpenAsync(second, "same");
        Assert.Equal(one.Weights, await DistributedProblem.ReadAsync(first, "same"));
        Assert.Equal(other.Weights, await DistributedProblem.ReadAsync(second, "same"));
    }
}
