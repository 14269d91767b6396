using Chita.Reports;

namespace Chita.EndToEnd.Tests;

/// <summary>Budgets of several kinds, from the file to the bytes written.</summary>
public sealed class BudgetTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("0.5, pattern: \"2:4\"", "2:4: 8,090 of 8,090 groups kept")]
    [InlineData("0.5, pattern: rows", "rows: ")]
    public async Task What_follows_a_pattern_is_verified_group_by_group(string budget, string verified)
    {
        await RunAsync("run", new MlpCampaign { Sparsity = budget }.WriteTo(_folder.Root));
        var verify = await ChitaProcess.RunAsync(_folder.Root, "verify", "out", "-o", "json");
        Assert.Equal((0, ""), (verify.ExitCode, verify.Errors));
        Assert.Contains(verified, verify.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Single_layers_keep_what_they_are_told_to_the_unit()
    {
        var report = await ReportAsync("0.98, floor: 0.01, layers: [{ match: fc3*, sparsity: 0.5 }, { match: fc2*, cap: 0.1 }]");
        Assert.Equal(647, report.Kept);
        Assert.InRange(report.Layers[0].Kept, 314, 647);
        Assert.InRange(report.Layers[1].Kept, 8, 80);
        Assert.Equal(100, report.Layers[2].Kept);
    }

    [Fact]
    public async Task No_layer_dies_that_is_pruned_by_rows()
    {
        var byDefault = await ReportAsync("0.96, pattern: rows", "method: magnitude");
        Assert.All(byDefault.Layers, layer => Assert.NotEqual(0, layer.Kept));
        var halved = await ReportAsync("0.7, pattern: rows, floor: 0.25", "method: magnitude");
        Assert.All(halved.Layers, layer => Assert.True(layer.Kept >= 0.25 * layer.Weights));
    }

    [Fact]
    public async Task Layers_alone_share_the_budget_to_the_unit_and_the_objective_is_the_whole_network_s()
    {
        var alone = await ReportAsync("0.9, scope: layer, layers: [{ match: fc3*, sparsity: 0.5 }]", "ridge: 1.0e-3");
        Assert.Equal((3236, 100), (alone.Kept, alone.Layers[2].Kept));
        var together = await ReportAsync("0.9, layers: [{ match: fc3*, sparsity: 0.5 }]", "ridge: 1.0e-3");
        Assert.Equal(together.Kept, alone.Kept);
        Assert.True(together.Stages[^1].Objective < alone.Stages[^1].Objective, "what couples the layers was dropped, and shows");
        Assert.True(alone.Stages[^1].LowerBound <= together.Stages[^1].Objective);
    }

    [Fact]
    public async Task Bytes_and_multiplications_are_met()
    {
        var bytes = await ReportAsync("bytes: 10KiB");
        Assert.InRange(bytes.Sizes!.Encoded, 10 * 1024 - 3, 10 * 1024); // nothing but the pruned tensors is in this network

        var flops = await ReportAsync("flops: 0.25, positions: [{ match: fc1*, count: 10 }]");
        var (spent, budget) = (10 * flops.Layers[0].Kept + flops.Layers[1].Kept + flops.Layers[2].Kept, 0.25 * (10 * 31_360 + 1_000));
        Assert.InRange(spent, 0.999 * budget, budget);
    }

    [Theory]
    [InlineData("0.9, floor: 0.2", "budget.sparsity 0.9: The floors up to that of fc1.weight want 0 + 6272 = 6272 weights kept; the budget is 3236.")]
    [InlineData("0.5, pattern: \"4:7\"", "budget.sparsity: is not that of pattern 4:7")]
    [InlineData("0.5, pattern: \"8:16\"", "budget: fc2.weight has 40 inputs, which groups of 16 do not divide: 40 = 2 × 16 + 8.")]
    [InlineData("[0.9, 0.5, 0.9]", "budget.sparsity: 0.9 is given twice; keep one")]
    public async Task What_cannot_be_is_refused_before_the_start(string budget, string message)
    {
        var refused = await ChitaProcess.RunAsync(_folder.Root, "run", new MlpCampaign { Sparsity = budget }.WriteTo(_folder.Root));
        Assert.Equal(3, refused.ExitCode);
        Assert.Contains(message, refused.Errors, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(_folder.Root, "out")));
    }

    private async Task<RunReport> ReportAsync(string budget, string solver = "method: chita, ridge: 1.0e-3, firstOrder: 0.0625")
    {
        var campaign = new MlpCampaign { Sparsity = budget, Solver = solver };
        var file = campaign.WriteTo(_folder.Root);
        if (budget.StartsWith("bytes", StringComparison.Ordinal) || budget.StartsWith("flops", StringComparison.Ordinal))
            await File.WriteAllTextAsync(file, (await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)).Replace("sparsity: ", "", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        await RunAsync("run", file);
        var output = Path.Combine(_folder.Root, "out");
        var report = RunReport.Read(Path.Combine(output, "report.json"));
        Directory.Delete(output, recursive: true);
        return report;
    }

    private async Task RunAsync(params string[] arguments)
    {
        var run = await ChitaProcess.RunAsync(_folder.Root, arguments);
        Assert.Equal((0, ""), (run.ExitCode, run.Errors));
    }
}
