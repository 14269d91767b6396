using Chita.Core.Tests;
using Chita.Grains.Campaigns;

namespace Chita.Grains.Tests.Campaigns;

/// <summary>What a silo does with campaigns that would leave its data root.</summary>
[Collection(SiloCollection.Name)]
public sealed class ConfinedPathTests
{
    [Theory]
    [InlineData("../network", "out", "test.yaml:5: network.torchscript: ../network leads out of the data root; expected a path inside it")]
    [InlineData("/etc/hostname", "out", "test.yaml:5: network.torchscript: /etc/hostname leads out of the data root; expected a path inside it")]
    [InlineData("link", "out", "link leads out of the data root through a symbolic link; expected a path inside it")]
    [InlineData("linked/hostname", "out", "linked/hostname leads out of the data root through a symbolic link; expected a path inside it")]
    [InlineData("network", "linked/chita-test-out", "linked/chita-test-out leads out of the data root through a symbolic link; expected a path inside it")]
    public async Task Paths_that_lead_out_are_refused_when_they_are_submitted(string network, string output, string message)
    {
        await using var campaign = await TestCampaign.StartAsync(1);
        File.CreateSymbolicLink(Path.Combine(campaign.DataRoot, "link"), "/etc/hostname");
        Directory.CreateSymbolicLink(Path.Combine(campaign.DataRoot, "linked"), "/etc");
        var refused = await Assert.ThrowsAsync<InvalidInputException>(() => campaign.SubmitAsync(network: network, output: output));
        Assert.EndsWith(message, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_does_not_choose_the_data_root_of_a_cluster()
    {
        await using var campaign = await TestCampaign.StartAsync(1);
        var refused = await Assert.ThrowsAsync<InvalidInputException>(() => campaign.SubmitAsync(dataRoot: "/"));
        Assert.StartsWith("test.yaml: was submitted with a data root of its own", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_link_that_comes_before_the_output_is_written_does_not_help_it_out()
    {
        using var outside = new TemporaryFolder();
        await using var campaign = await TestCampaign.StartAsync(1);
        var parent = Path.Combine(campaign.DataRoot, "results");
        var swapped = campaign.Sources.When(Moment.Gradients, 2, () =>
        {
            Directory.Move(parent, Path.Combine(outside.Root, "results"));
            Directory.CreateSymbolicLink(parent, Path.Combine(outside.Root, "results"));
            return Task.CompletedTask;
        });
        await campaign.SubmitAsync(output: "results/out");
        await swapped.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);

        var end = await campaign.EndAsync();
        Assert.Equal((CampaignState.Failed, FailureKind.Input), (end.State, end.Failure?.Kind));
        Assert.Contains("results/out leads out of the data root through a symbolic link", end.Failure!.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(outside.Root, "*", SearchOption.AllDirectories));
    }
}
