using System.Diagnostics;

namespace Chita.EndToEnd.Tests;

/// <summary>Clusters that are not there, or not named rightly.</summary>
public sealed class GatewayTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_gateway_that_does_not_answer_is_named_soon()
    {
        var file = new MlpCampaign().WriteTo(_folder.Root);
        var watch = Stopwatch.StartNew();
        var outcome = await ChitaProcess.RunAsync(_folder.Root, "run", file, "--gateway", "127.0.0.1:1");

        Assert.Equal(1, outcome.ExitCode);
        Assert.StartsWith("chita: no silo of cluster chita answers at 127.0.0.1:1; expected", outcome.Errors, StringComparison.Ordinal);
        Assert.Single(outcome.Errors.TrimEnd().Split('\n'));
        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 30);
    }

    [Theory]
    [InlineData("run", "--gateway", "nowhere", "\"nowhere\" is not HOST:PORT")]
    [InlineData("run", "--gateway", "127.0.0.1:1,:", "\":\" is not HOST:PORT")]
    [InlineData("submit", "--cluster-id", "x", "--cluster-id has a meaning only with --gateway")]
    public async Task A_cluster_that_is_not_named_rightly_is_exit_code_3(string verb, string option, string value, string message)
    {
        var outcome = await ChitaProcess.RunAsync(_folder.Root, verb, new MlpCampaign().WriteTo(_folder.Root), option, value);
        Assert.Equal(3, outcome.ExitCode);
        Assert.Contains(message, outcome.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_means_nothing_on_a_cluster_is_refused()
    {
        var outcome = await ChitaProcess.RunAsync(_folder.Root, "run", "x.yaml", "--gateway", "127.0.0.1:1", "--threads", "2");
        Assert.Equal(3, outcome.ExitCode);
        Assert.Contains("--threads has no meaning with --gateway", outcome.Errors, StringComparison.Ordinal);
    }
}
