using Chita.Core.Tests;
using Chita.Gradients;
using Chita.Grains.Campaigns;
using Chita.Grains.Gradients;
using Chita.Grains.Tests.Placement;
using Chita.Reports;
using Microsoft.Extensions.DependencyInjection;

namespace Chita.Grains.Tests.Campaigns;

/// <summary>A campaign of three stages on silos in this process that share a folder.</summary>
internal sealed class TestCampaign : IAsyncDisposable
{
    private const string Name = "test";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly TemporaryFolder _folder;

    private TestCampaign(TemporaryFolder folder, TestSilos silos, TestSources sources) => (_folder, Silos, Sources) = (folder, silos, sources);

    public TestSilos Silos { get; }

    public TestSources Sources { get; }

    public string DataRoot => _folder.Root;

    public string Slices => Path.Combine(_folder.Root, "slices");

    public string Output => Path.Combine(_folder.Root, "out");

    public ICampaignGrain Grain => Silos.Grains.GetGrain<ICampaignGrain>(Name);

    public static async Task<TestCampaign> StartAsync(int silos, bool slices = false, long memory = long.MaxValue, IOutgoingGrainCallFilter? network = null)
    {
        var (folder, sources) = (new TemporaryFolder(), new TestSources());
        foreach (var file in (string[])["network", "data"])
            await File.WriteAllTextAsync(Path.Combine(folder.Root, file), file, TestContext.Current.CancellationToken);
        var resources = new SiloResources { Threads = 1, DataRoot = folder.Root, Memory = memory, Slices = slices ? Path.Combine(folder.Root, "slices") : null };
        var started = await TestSilos.StartAsync(silos, _ => resources, silo =>
        {
            silo.Services.AddSingleton<IGradientSources>(sources);
            if (network is not null)
                silo.AddOutgoingGrainCallFilter(network);
        });
        return new TestCampaign(folder, started, sources);
    }

    public Task SubmitAsync() => Grain.Start(new CampaignText(
        $$"""
        apiVersion: chita/v1
        kind: Campaign
        metadata: { name: {{Name}} }
        spec:
          network: { torchscript: network, loss: cross-entropy }
          calibration: { data: data, samples: {{TestSources.RowCount}}, batchSize: 1 }
          evaluation: { data: data, metric: loss }
          solver: { ridge: 1.0e-3, firstOrder: 0.1, tolerance: 0 }
          budget: { sparsity: 0.9 }
          stages: { count: 3, schedule: exponential, start: 0.1 }
          execution: { blockSize: {{TestSource.BlockSize}} }
          output: { path: out }
        """, "test.yaml", DataRoot: null, OutputPath: null));

    /// <summary>Follows the campaign to its end, whatever happens to silos meanwhile.</summary>
    public Task<CampaignStatus> EndAsync() => UntilAsync(status => status.State is not (CampaignState.Running or CampaignState.Pending));

    /// <summary>Follows it until its status is as wanted.</summary>
    public async Task<CampaignStatus> UntilAsync(Func<CampaignStatus, bool> wanted)
    {
        object? last = null;
        for (var started = TimeProvider.System.GetTimestamp(); TimeProvider.System.GetElapsedTime(started) < Patience;)
        {
            try
            {
                var status = await Grain.GetStatus();
                last = status;
                if (wanted(status))
                    return status;
            }
            catch (Exception failure) when (failure is OrleansException or TimeoutException)
            {
                last = failure; // its silo is being missed
            }

            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        throw new TimeoutException($"The campaign is not as wanted: {last}, {string.Join('\n', (last as CampaignStatus)?.Events ?? [])}");
    }

    public async Task<RunReport> SucceedAsync()
    {
        var end = await EndAsync();
        Assert.True(end.State == CampaignState.Succeeded, $"{end.State}: {end.Failure?.Detail}\n{string.Join('\n', end.Events)}");
        return RunReport.Parse(await File.ReadAllTextAsync(Path.Combine(Output, "report.json"), TestContext.Current.CancellationToken));
    }

    public async ValueTask DisposeAsync()
    {
        await Silos.DisposeAsync();
        while (Directory.Exists(_folder.Root))
        {
            try
            {
                _folder.Dispose();
            }
            catch (IOException)
            {
                await Task.Delay(20); // what a campaign left is being removed at this moment
            }
        }
    }
}
