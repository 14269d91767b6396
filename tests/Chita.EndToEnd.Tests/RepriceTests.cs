using System.Runtime.InteropServices;
using Chita.Formats;
using Chita.Reports;

namespace Chita.EndToEnd.Tests;

/// <summary><c>chita reprice</c>: other budgets from the scores that a real run has kept.</summary>
public sealed class RepriceTests : IClassFixture<RepriceTests.ScoredRuns>
{
    private readonly ScoredRuns _runs;

    public RepriceTests(ScoredRuns runs) => _runs = runs;

    [Theory]
    [InlineData(0.85, 4854)]
    [InlineData(0.95, 1618)]
    public async Task Another_sparsity_is_met_to_the_unit_verified_and_bounds_a_campaign_of_its_own(double sparsity, long kept)
    {
        var report = await RepriceAsync("near", FormattableString.Invariant($"sparsity={sparsity}"));
        Assert.Equal(kept, report.Kept);
        var scored = await _runs.ReportAsync("near");
        Assert.Equal((scored.Digest, 0.9, scored.Dense), (report.Repriced!.Network, report.Repriced.Sparsity, report.Dense));
        Assert.Equal(RunManifest.Read(_runs["near/manifest.json"]).Digest, report.Repriced.Run);
        Assert.Equal((null, null, 0, null), (report.Stages[0].Objective, report.Stages[0].Gap, report.Seconds.Gradients, report.Calibration));

        var name = FormattableString.Invariant($"own-{sparsity * 100:0}");
        var own = await _runs.RunAsync(name, new MlpCampaign { Sparsity = FormattableString.Invariant($"{sparsity}") });
        Assert.Equal(own.Magnitude, report.Magnitude);
        Assert.InRange(report.Stages[0].LowerBound!.Value, 0.9 * own.Stages[0].Objective!.Value, own.Stages[0].Objective!.Value);
    }

    [Fact]
    public async Task The_budget_of_the_run_gives_its_very_network_where_no_other_weights_have_larger_scores()
    {
        var (run, report) = (await _runs.ReportAsync("converged"), await RepriceAsync("converged", "sparsity=0.9"));
        Assert.Equal((run.Digest, run.Kept, run.Pruned, run.Magnitude), (report.Digest, report.Kept, report.Pruned, report.Magnitude));
    }

    [Fact]
    public async Task The_budget_of_the_run_gives_the_same_bits_to_all_weights_that_both_keep_where_others_have()
    {
        var (run, report) = (await _runs.ReportAsync("near"), await RepriceAsync("near", "sparsity=0.9"));
        Assert.Equal(run.Kept, report.Kept);
        Assert.NotEqual(run.Digest, report.Digest);
        Assert.True(report.Stages[0].LowerBound <= run.Stages[0].Objective);
        var both = Weights(_runs["near"]).Zip(Weights(_runs["near-repriced"])).Where(pair => pair.First != 0 && pair.Second != 0).ToArray();
        Assert.All(both, pair => Assert.Equal(BitConverter.SingleToInt32Bits(pair.First), BitConverter.SingleToInt32Bits(pair.Second)));
        Assert.InRange(both.Length, 0.97 * run.Kept, run.Kept - 1);
    }

    [Fact]
    public async Task Budgets_of_other_kinds_are_those_of_campaigns()
    {
        var bytes = await RepriceAsync("near", "bytes=10KiB");
        Assert.InRange(bytes.Sizes!.Encoded, 10 * 1024 - 3, 10 * 1024);

        var flops = await RepriceAsync("near", "flops=0.25");
        Assert.InRange(flops.Kept, 0.999 * 0.25 * 32_360, 0.25 * 32_360);

        var pattern = await RepriceAsync("near", "pattern=2:4");
        Assert.Equal(("2:4", 16_180), (pattern.Pattern, pattern.Kept)); // and verified, group by group

        var capped = await RepriceAsync("near", "sparsity=0.9", "floor=0.05", "cap=0.2");
        Assert.Equal(3236, capped.Kept);
        Assert.All(capped.Layers, layer => Assert.InRange(layer.Kept, Math.Ceiling(0.05 * layer.Weights), Math.Floor(0.2 * layer.Weights)));
    }

    [Theory]
    [InlineData("sparsity=1.2", "--budget: sparsity: 1.2 is outside 0 ≤ sparsity < 1")]
    [InlineData("sparsity", "--budget: sparsity is not KEY=VALUE, such as sparsity=0.92.")]
    [InlineData("hue=3", "--budget: hue: unknown key; known are bytes, cap, floor, flops, layers, pattern, positions, scope, sparsity")]
    [InlineData("bytes=4046B", "budget.bytes 4,046: a bit for each of 32,360 weights takes 4,045, which leaves nothing for their values.")]
    [InlineData("floor=0.2", "budget.sparsity 0.9: The floors up to that of fc1.weight want 0 + 6272 = 6272 weights kept; the budget is 3236.")]
    [InlineData("pattern=4:7", "budget: fc2.weight has 40 inputs, which groups of 7 do not divide")]
    public async Task A_budget_that_cannot_be_is_refused_and_nothing_is_written(string budget, string message)
    {
        await _runs.ReportAsync("near");
        var refused = await _runs.ChitaAsync("reprice", "near", "--budget", budget, "-o", "refused");
        Assert.Equal(3, refused.ExitCode);
        Assert.Contains(message, refused.Errors, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(_runs[""], "refused*"));
    }

    [Fact]
    public async Task What_is_not_there_is_said_with_what_would_be_right()
    {
        await _runs.ReportAsync("near");
        await _runs.RunAsync("plain", new MlpCampaign { Samples = 160 });
        await RefusedAsync(3, "plain: has no scores, which a new budget needs; a campaign with output.scores: true keeps them, and this one has to run again with it.", "plain", "-o", "x");
        await RefusedAsync(4, "nobody", "nobody", "-o", "x");
        await RefusedAsync(3, "near: exists already; -o names a new folder.", "near", "-o", "near");
        await RefusedAsync(3, "no/folder: is no output folder of chita", "no/folder", "-o", "x");
        await RefusedAsync(3, "Option '-o' is required.", "near");
        var method = await _runs.ChitaAsync("run", new MlpCampaign { Name = "iht", Solver = "method: iht, ridge: 1.0e-3", Output = "x, scores: true" }.WriteTo(_runs[""]));
        Assert.Equal(3, method.ExitCode);
        Assert.Contains("output.scores: are those of solver.method chita, and iht has none", method.Errors, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_runs["x"]));
    }

    [Fact]
    public async Task A_campaign_is_found_by_its_name_and_another_network_or_a_changed_file_is_refused()
    {
        var network = _runs["network.pt"];
        File.Copy(SharedData.Require("networks/mlpnet.pt"), network);
        await _runs.RunAsync("named", new MlpCampaign { Network = network, Samples = 160, Sparsity = "[0.5, 0.8]", Output = "by-name, scores: true" });
        var report = await RepriceAsync("named", "sparsity=0.7");
        Assert.Equal((9708, 0.8, 2), (report.Kept, report.Repriced!.Sparsity, report.Repriced.Levels));
        Assert.Contains("run at sparsity 0.8, the last of 2 levels, whose manifest", report.Repriced.Statement, StringComparison.Ordinal);

        await RefusedAsync(3, "named-repriced: was repriced itself; give the output folder of the run", "named-repriced", "-o", "x");
        File.AppendAllText(network, " ");
        await RefusedAsync(3, $"{network}: is not what the campaign was run with", "named", "-o", "x");
        File.AppendAllText(_runs["by-name/scores.safetensors"], " ");
        await RefusedAsync(3, "scores.safetensors: is not the file that the run wrote", "by-name", "-o", "x");
        Assert.Equal(2, (await _runs.ChitaAsync("verify", "by-name")).ExitCode);
        Assert.False(Directory.Exists(_runs["x"]));
    }

    private async Task RefusedAsync(int code, string message, params string[] arguments)
    {
        var refused = await _runs.ChitaAsync(["reprice", "--budget", "sparsity=0.5", .. arguments]);
        Assert.Equal(code, refused.ExitCode);
        Assert.Contains(message, refused.Errors, StringComparison.Ordinal);
    }

    /// <summary>A repriced network, verified.</summary>
    private async Task<RunReport> RepriceAsync(string run, params string[] budget)
    {
        if (run != "named")
            await _runs.ReportAsync(run);
        var output = $"{run}-repriced";
        if (Directory.Exists(_runs[output]))
            Directory.Delete(_runs[output], recursive: true);
        var repriced = await _runs.ChitaAsync(["reprice", run, "-o", output, .. budget.SelectMany(pair => (string[])["--budget", pair])]);
        Assert.Equal((0, ""), (repriced.ExitCode, repriced.Errors));
        Assert.Contains("No gradients were computed", repriced.Output, StringComparison.Ordinal);
        var verified = await _runs.ChitaAsync("verify", output);
        Assert.Equal((0, ""), (verified.ExitCode, verified.Errors));
        return RunReport.Read(Path.Combine(_runs[output], "report.json"));
    }

    private static float[] Weights(string folder)
    {
        using var file = SafetensorsFile.Open(Path.Combine(folder, "model.safetensors"));
        return [.. file.Tensors.Where(tensor => tensor.Shape.Length == 2).SelectMany(tensor =>
        {
            var bytes = new byte[tensor.ByteLength];
            file.Read(tensor, 0, bytes);
            return MemoryMarshal.Cast<byte, float>(bytes).ToArray();
        })];
    }

    /// <summary>Campaigns that keep their scores, each run when it is first asked for.</summary>
    public sealed class ScoredRuns : IDisposable
    {
        private readonly TemporaryFolder _folder = new();
        private readonly Dictionary<string, RunReport> _reports = [];

        internal string this[string name] => Path.Combine(_folder.Root, name);

        internal Task<Outcome> ChitaAsync(params string[] arguments) => ChitaProcess.RunAsync(_folder.Root, arguments);

        /// <summary>"near" ends within its tolerance; "converged" at a dual vector that selects the very weights that it keeps.</summary>
        internal async Task<RunReport> ReportAsync(string name) => _reports.TryGetValue(name, out var report) ? report : _reports[name] = await RunAsync(name,
            new MlpCampaign { Solver = name == "near" ? "ridge: 1.0e-3, firstOrder: 0.0625" : "ridge: 10, firstOrder: 0.0625, tolerance: 0", Output = $"{name}, scores: true" });

        internal async Task<RunReport> RunAsync(string name, MlpCampaign campaign)
        {
            campaign = campaign with { Name = name, Output = campaign.Output == "out" ? name : campaign.Output };
            var run = await ChitaAsync("run", campaign.WriteTo(_folder.Root));
            Assert.Equal((0, ""), (run.ExitCode, run.Errors));
            return RunReport.Read(Path.Combine(_folder.Root, campaign.Output.Split(',')[0], "report.json"));
        }

        public void Dispose() => _folder.Dispose();
    }
}
