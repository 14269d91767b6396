using Chita.Planning;

namespace Chita.EndToEnd.Tests;

/// <summary><c>chita plan</c> in one process.</summary>
public sealed class PlanTests(MlpPlan measured) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_campaign_that_fits_is_summed_up()
    {
        var outcome = await measured.OutcomeAsync();
        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Errors));

        var plan = PlanReport.Parse(outcome.Output);
        Assert.True(plan.Fits);
        Assert.Null(plan.Notice);
        Assert.Equal(("mlpnet", 32_360, 100, 2, "float32", 3), (plan.Name, plan.Weights, plan.Rows, plan.Stages, plan.Storage, plan.Blocks));
        Assert.Equal((Int128)32_360 * 104 * 4, plan.MatrixBytes); // rows are padded to whole vectors
        Assert.Equal(
            new[] { (31_360, 1), (800, 1), (200, 1) }.Sum(block =>
                SolveWorkspace.BlockBytes(block.Item1, 100, Blocks.GradientStorage.Float32, Collectives.Patterns.BlockPattern.None)),
            (long)plan.PerSilo.BlockBytes);
        Assert.Equal(plan.PerSilo.TotalBytes, plan.PerSilo.BlockBytes + plan.PerSilo.SolveBytes + plan.PerSilo.SourceBytes + plan.PerSilo.ProcessBytes);
        Assert.True(plan.Seconds.Total > 0);
        Assert.Equal(["mlpnet.yaml"], Directory.EnumerateFileSystemEntries(measured.Folder).Select(Path.GetFileName));
    }

    [Fact]
    public async Task With_the_speeds_of_a_plan_the_same_is_planned_again_and_nothing_is_measured()
    {
        var again = await PlanAsync(new MlpCampaign { Stages = 2 }.WriteTo(_folder.Root), "-o", "json", "--threads", "1", "--speeds", await SpeedsAsync());
        Assert.Equal((0, ""), (again.ExitCode, again.Errors));
        Assert.Equal((await measured.OutcomeAsync()).Output, again.Output);
    }

    [Fact]
    public async Task The_table_is_readable_in_a_pipe()
    {
        var outcome = await PlanAsync(new MlpCampaign().WriteTo(_folder.Root), "--speeds", await SpeedsAsync());
        Assert.Equal(0, outcome.ExitCode);
        Assert.Contains("fullest silo", outcome.Output, StringComparison.Ordinal);
        Assert.Contains("Fits.", outcome.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Note:", outcome.Output, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', outcome.Output);
    }

    [Fact]
    public async Task One_that_does_not_fit_is_refused_with_the_sum_and_what_would_help()
    {
        var outcome = await PlanAsync(new MlpCampaign().WriteTo(_folder.Root), "--memory", "1MiB", "--threads", "1", "--speeds", await SpeedsAsync());
        Assert.Equal(3, outcome.ExitCode);
        Assert.Contains("chita: mlpnet: every silo holds copies of the network", outcome.Errors, StringComparison.Ordinal);
        Assert.Contains("Does not fit. What would: ", outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_that_nearly_fits_is_measured_in_what_is_free_and_what_was_not_measured_is_told()
    {
        var file = new MlpCampaign { Extra = "  execution: { blockSize: 4096 }" }.WriteTo(_folder.Root);
        var close = await PlanAsync(file, "--memory", "270MiB", "--threads", "1", "-o", "json");
        Assert.Equal(3, close.ExitCode);
        Assert.Contains("chita: mlpnet: blocks need ", close.Errors, StringComparison.Ordinal);
        var plan = PlanReport.Parse(close.Output);
        Assert.Equal(MachineSpeeds.Reference.AnswerSeconds, plan.Speeds.AnswerSeconds);
        Assert.StartsWith("a silo has too little memory free to measure how long blocks take to answer", plan.Notice, StringComparison.Ordinal);

        await File.WriteAllTextAsync(_folder["close.json"], close.Output, TestContext.Current.CancellationToken);
        var table = await PlanAsync(file, "--memory", "270MiB", "--threads", "1", "--speeds", _folder["close.json"]);
        Assert.Equal(3, table.ExitCode);
        Assert.Contains($"Note: {plan.Notice}.", table.Output, StringComparison.Ordinal);
        Assert.Contains("What would: 2 silos, ", table.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Silos_that_are_not_there_are_planned_for()
    {
        string[] network = ["--weights", "70e9", "--rows", "1000", "--storage", "bfloat16", "--memory", "256GiB", "--speeds", await SpeedsAsync()];
        var plan = await PlanJsonAsync(3, [.. network, "--silos", "64", "--network", "25Gbit", "--threads", "32"]);
        Assert.Equal((64, 32, 70_000_000_000), (plan.Silos, plan.Threads, plan.Weights));
        Assert.Equal(256L << 30, plan.PerSilo.LimitBytes);
        Assert.Null(plan.Remedies!.Silos); // copies of the network are larger than any of them

        var made = await PlanJsonAsync(3, [.. network, "--silos", "64", "--rows-elsewhere"]);
        var enough = await PlanJsonAsync(0, [.. network, "--silos", $"{made.Remedies!.Silos}", "--rows-elsewhere"]);
        Assert.InRange(enough.Silos, 512, 640);
    }

    [Theory]
    [InlineData("expected either a campaign FILE or --weights N")]
    [InlineData("--rows has a meaning only with --weights", "c.yaml", "--rows", "3")]
    [InlineData("--network has a meaning only with --silos", "--weights", "1e6", "--network", "1Gbit")]
    [InlineData("--network: 25 is not a number of bits per second", "--weights", "1e6", "--silos", "2", "--network", "25")]
    [InlineData("--weights: 1.5 is not a whole number", "--weights", "1.5")]
    [InlineData("--memory: much is not a number of bytes", "--weights", "1e6", "--memory", "much")]
    [InlineData("nowhere.yaml: cannot be read", "nowhere.yaml")]
    [InlineData("nowhere.json: cannot be read", "--weights", "1e6", "--speeds", "nowhere.json")]
    public async Task Bad_input_is_named(string problem, params string[] arguments)
    {
        var outcome = await PlanAsync(arguments);
        Assert.Equal(3, outcome.ExitCode);
        Assert.Contains(problem, outcome.Errors, StringComparison.Ordinal);
    }

    private async Task<PlanReport> PlanJsonAsync(int exitCode, params string[] arguments)
    {
        var outcome = await PlanAsync([.. arguments, "-o", "json"]);
        Assert.True(exitCode == outcome.ExitCode, outcome.Errors);
        return PlanReport.Parse(outcome.Output);
    }

    private Task<string> SpeedsAsync() => measured.WriteSpeedsAsync(_folder.Root);

    private Task<Outcome> PlanAsync(params string[] arguments) => ChitaProcess.RunAsync(_folder.Root, ["plan", .. arguments]);
}
