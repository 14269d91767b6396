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

    public static async Task<TestCampaign> StartAsync(int silos, bool slices = false, long memory = long.MaxValue, IOutgoingGrainCallFilter? network = null, Action<ISiloBuilder>? configure = null, bool spills = false)
    {
        var (folder, sources) = (new TemporaryFolder(), new TestSources());
        foreach (var file in (string[])["network", "data"])
            await File.WriteAllTextAsync(Path.Combine(folder.Root, file), file, TestContext.Current.CancellationToken);
        var resources = new SiloResources { Threads = 1, DataRoot = folder.Root, Weights = Path.Combine(folder.Root, ".chita"), Memory = memory, Slices = slices ? Path.Combine(folder.Root, "slices") : null, Spill = spills ? Path.Combine(folder.Root, "spill") : null };
        if (spills)
            Directory.CreateDirectory(resources.Spill!);
        var started = await TestSilos.StartAsync(silos, _ => resources, silo =>
        {
            silo.Services.AddSingleton<IGradientSources>(sources);
            if (network is not null)
                silo.AddOutgoingGrainCallFilter(network);
            configure?.Invoke(silo);
        });
        return new TestCampaign(folder, started, sources);
    }

    /// <param name="execution">More keys of its section, each after a comma.</param>
    /// <param name="network">The path of the network.</param>
    /// <param name="output">The path of the output.</param>
    /// <param name="dataRoot">Where the client would like paths to start.</param>
    /// <param name="again">Whether one that has ended gives way.</param>
    /// <param name="tuned">Whether ridge and first order are chosen on held-out samples.</param>
    /// <param name="sparsity">The budget.</param>
    /// <param name="quality">The gate, as a section of the file.</param>
    /// <param name="recalibrate">Whether batch-norm statistics are taken anew.</param>
    /// <param name="stages">The stages, as a section of the file.</param>
    public Task SubmitAsync(string execution = "", string network = "network", string output = "out", string? dataRoot = null, bool again = false, bool tuned = false, string sparsity = "0.9", string quality = "", bool recalibrate = false, string stages = "{ count: 3, schedule: exponential, start: 0.1 }") => Grain.Submit(new CampaignText(
        $$"""
        apiVersion: chita/v1
        kind: Campaign
        metadata: { name: {{Name}} }
        spec:
          network: { torchscript: {{network}}, loss: cross-entropy }
          calibration: { data: data, samples: {{TestSources.RowCount}}, batchSize: 1, holdout: 0.1 }
          evaluation: { data: data, metric: loss }
          solver: { ridge: {{(tuned ? "auto" : "1.0e-3")}}, firstOrder: {{(tuned ? "auto" : "0.1")}}, tolerance: 0 }
          budget: { sparsity: {{sparsity}} }
          stages: {{stages}}
          execution: { blockSize: {{TestSource.BlockSize}}{{execution}} }
          output: { path: {{output}}{{(recalibrate ? ", recalibrate: batch-norm" : "")}} }
        {{(quality.Length == 0 ? "" : $"  quality: {quality}")}}
        """, "test.yaml", dataRoot, OutputPath: null), again);

    /// <summary>Follows the campaign to its end, whatever happens to silos meanwhile.</summary>
    public Task<CampaignStatus> EndAsync() => UntilAsync(status => status.State.IsFinal());

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
                if (status is not null && wanted(status))
                    return status;
            }
            catch (Exception failure) when (failure is OrleansException or TimeoutException)
            {
                last = failure; // its silo is being missed
            }

            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        throw new TimeoutException($"The campaign is not as wanted: {last}, {string.Join('\n', (last as CampaignStatus)?.Events.Select(happened => happened.Text) ?? [])}");
    }

    public async Task<RunReport> SucceedAsync()
    {
        var end = await EndAsync();
        Assert.True(end.State == CampaignState.Succeeded, $"{end.State}: {end.Failure?.Detail}\n{string.Join('\n', end.Events.Select(happened => happened.Text))}");
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
