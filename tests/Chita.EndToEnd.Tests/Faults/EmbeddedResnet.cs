using Chita.Campaigns;
using Chita.Client;
using Chita.Grains.Campaigns;
using Chita.Reports;
using Chita.Silo;

[assembly: AssemblyFixture(typeof(Chita.EndToEnd.Tests.Faults.EmbeddedResnet))]

namespace Chita.EndToEnd.Tests.Faults;

/// <summary>What the campaign of the fault tests gives in one process without faults, computed once, when the first test asks.</summary>
public sealed class EmbeddedResnet : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Lazy<Task<string>> _traces;

    public EmbeddedResnet() => _traces = new(() => RunAsync(threads: 2));

    /// <summary>The campaign: four samples a row, so that its gradients take a few seconds.</summary>
    internal static ResnetCampaign Campaign => new() { Samples = 200, BatchSize = 4 };

    /// <summary>Digest, objectives and bounds.</summary>
    internal Task<string> TracesAsync() => _traces.Value;

    internal async Task<string> RunAsync(int threads)
    {
        var campaign = Campaign with { Name = $"embedded-{threads}", Output = $"embedded-{threads}" };
        var file = campaign.WriteTo(_folder.Root);
        await using var silo = await EmbeddedSilo.StartAsync(threads);
        var client = new ChitaClient(silo.Grains);
        await client.SubmitAsync(CampaignFile.Load(file), file, _folder.Root);
        CampaignStatus? last = null;
        await foreach (var status in client.WatchAsync(campaign.Name))
            last = status;
        return Traces.Of(RunReport.Parse(last!.Report ?? throw new InvalidOperationException(last.Failure?.Detail)));
    }

    public void Dispose() => _folder.Dispose();
}
