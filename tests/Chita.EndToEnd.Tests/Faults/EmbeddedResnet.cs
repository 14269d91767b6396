using Chita.Campaigns;
using Chita.Client;
using Chita.Grains.Campaigns;
using Chita.Reports;
using Chita.Silo;

namespace Chita.EndToEnd.Tests.Faults;

/// <summary>What the campaign gives in one process without faults, computed once.</summary>
public sealed class EmbeddedResnet : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private Task<string>? _traces;

    /// <summary>Digest, objectives and bounds.</summary>
    internal Task<string> TracesAsync() => _traces ??= RunAsync(threads: 2);

    internal async Task<string> RunAsync(int threads)
    {
        var campaign = new ResnetCampaign { Name = $"embedded-{threads}", Output = $"embedded-{threads}" };
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
