using Chita.Client.Terminal;
using Chita.Grains.Campaigns;
using Chita.Reports;

namespace Chita.EndToEnd.Tests;

/// <summary>Several sparsities in one run, and <c>chita frontier</c> on what it was and on what it left.</summary>
public sealed class FrontierTests : IDisposable
{
    private const string Header = "sparsity,kept,objective,lowerBound,gap,iterations,seconds,metric,magnitude,heldOutLoss,recalibrated";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_frontier_is_told_at_the_end_of_its_run_and_again_by_its_name_and_by_its_folder_alone()
    {
        var run = await RunAsync("run", new MlpCampaign { Sparsity = "[0.9, 0.5]", Samples = 800, Stages = 2 }.WriteTo(_folder.Root));
        Assert.Equal((0, ""), (run.ExitCode, run.Errors));
        Assert.Matches("sparsity +kept +metric +magnitude +objective +bound +gap +iterations", run.Output); // nothing is held out, so no column says so
        Assert.Matches("0\\.5 +16,180 .*\n +0\\.9 +3,236 ", run.Output);
        Assert.Matches("Size: 126.41 KiB dense, [0-9.]+ KiB with zeros compressed, 16.59 KiB encoded", run.Output);

        var named = await RunAsync("frontier", "mlpnet", "-o", "csv");
        Directory.Delete(Path.Combine(_folder.Root, ".chita"), recursive: true);
        var csv = await RunAsync("frontier", "out", "-o", "csv");
        Assert.Equal((0, "", named.Output), (csv.ExitCode, csv.Errors, csv.Output));
        var levels = RunReport.Read(Path.Combine(_folder.Root, "out", "report.json")).Levels;
        Assert.Equal([Header, .. levels.Select(level => FormattableString.Invariant(
            $"{level.Sparsity},{level.Kept},{level.Objective},{level.LowerBound},{level.Gap},{level.Iterations},0,{level.Pruned},{level.Magnitude},,"))], Lines(csv.Output));
        Assert.False(Directory.Exists(Path.Combine(_folder.Root, ".chita")));
    }

    [Fact]
    public async Task What_is_no_output_folder_is_exit_code_3_and_csv_is_refused_where_it_is_none()
    {
        var folder = await RunAsync("frontier", "out/nowhere");
        Assert.Equal(3, folder.ExitCode);
        Assert.StartsWith("chita: out/nowhere: is no output folder of chita; expected a folder that chita run has left", folder.Errors, StringComparison.Ordinal);
        var list = await RunAsync("list", "-o", "csv");
        Assert.Equal(3, list.ExitCode);
        Assert.Contains("-o csv is for frontier alone; expected table, json or yaml.", list.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Numbers_in_csv_are_read_back_to_their_last_bit_and_unknown_ones_are_empty()
    {
        var csv = FrontierCsv.Of([new FrontierPoint(0.1 + 0.2, 12_345_678, -1e-300, null, double.NaN, 3, 1.5, double.PositiveInfinity)]);
        Assert.Equal($"{Header}\r\n0.30000000000000004,12345678,-1E-300,,,3,1.5,,,,\r\n", csv);
    }

    private Task<Outcome> RunAsync(params string[] arguments) => ChitaProcess.RunAsync(_folder.Root, arguments);

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
