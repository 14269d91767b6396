using System.Diagnostics;

namespace Chita.EndToEnd.Tests.Cluster;

/// <summary>Silos that go: how soon the others know. Bounds are twice what is promised, for machines that are busy.</summary>
[Collection(ClusterCollection.Name)]
public sealed class MembershipTests
{
    [Fact]
    public async Task A_killed_silo_is_missed_within_seconds()
    {
        using var cluster = await SiloCluster.StartAsync(2);
        await MissedAsync(cluster, silo => silo.KillAsync(), TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task A_frozen_silo_is_missed_and_exits_when_it_wakes_up()
    {
        using var cluster = await SiloCluster.StartAsync(2);
        await MissedAsync(cluster, silo => silo.FreezeAsync(), TimeSpan.FromSeconds(30));

        await cluster.Silos[1].ThawAsync();
        Assert.Equal(1, await cluster.Silos[1].EndAsync());
        Assert.Contains("chita-silo: this silo cannot go on and exits", cluster.Silos[1].Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", cluster.Silos[1].Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_silo_that_is_asked_to_stop_leaves_at_once_and_ends_with_0()
    {
        using var cluster = await SiloCluster.StartAsync(2);
        await MissedAsync(cluster, async silo => Assert.Equal(0, await silo.StopAsync()), TimeSpan.FromSeconds(10));
        Assert.Equal("", cluster.Silos[1].Errors);
    }

    private static async Task MissedAsync(SiloCluster cluster, Func<SiloProcess, Task> lose, TimeSpan bound)
    {
        await using var connection = await cluster.ConnectAsync();
        var management = connection.Grains.GetGrain<IManagementGrain>(0);
        Assert.Equal(2, (await management.GetHosts(onlyActive: true)).Count);

        var watch = Stopwatch.StartNew();
        await lose(cluster.Silos[1]);
        int? active = null;
        while (active != 1)
        {
            Assert.True(watch.Elapsed < bound, $"after {watch.Elapsed.TotalSeconds:0.0} s the silo is still a member");
            try
            {
                active = (await management.GetHosts(onlyActive: true).WaitAsync(TimeSpan.FromSeconds(1))).Count;
            }
            catch (Exception failure) when (failure is TimeoutException or OrleansException)
            {
                continue; // that grain was on the silo that is gone
            }

            await Task.Delay(50);
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"missed after {watch.Elapsed.TotalSeconds:0.0} s");
    }
}
