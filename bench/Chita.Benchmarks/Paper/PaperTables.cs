using System.Globalization;
using Chita.Benchmarks.Reports;
using Chita.Campaigns;
using Chita.Reports;

namespace Chita.Benchmarks.Paper;

/// <summary>The tables: accuracy over sparsity, mean and standard error of the seeds there are.</summary>
/// <param name="results">The folder of the outputs.</param>
/// <param name="methods">The methods beside magnitude.</param>
/// <param name="seeds">How many seeds are asked for.</param>
internal sealed class PaperTables(string results, IReadOnlyList<PruningMethod> methods, int seeds)
{
    public Section Of(PaperNetwork network)
    {
        var any = Reports(network, PruningMethod.Chita, false).Concat(Reports(network, PruningMethod.Chita, true)).FirstOrDefault();
        var dense = any?.Dense is { } accuracy ? string.Create(CultureInfo.InvariantCulture, $" Dense: {100 * accuracy:0.00} %.") : "";
        return new Section(network.Name,
        [
            $"{network.Title}.{dense} Accuracy in percent, mean ± standard error of the seeds in brackets where there are several. {network.Choice}",
            $"One-shot: every level from the gradients of the dense network, α = 0, the ridge chosen on a held-out tenth of the calibration data. In stages: one path through all levels, stages: {network.Stages}, "
            + $"ridge {network.Ridge}, α = {network.FirstOrder} (block-bso: 0), {(network.FirstOrder == "auto" ? "a tenth of the calibration data held out for it" : "all of the calibration data")}.",
        ], [Table(network)]);
    }

    private ReportTable Table(PaperNetwork network)
    {
        bool[] ways = [false, true];
        var any = ways.SelectMany(staged => methods.SelectMany(method => Reports(network, method, staged))).Take(1).ToArray(); // every campaign measures magnitude
        var rows = new List<string[]> { Row(network, "magnitude", any, level => level.Magnitude) };
        foreach (var staged in ways)
        {
            foreach (var method in methods)
                rows.Add(Row(network, $"{method.Word()}, {(staged ? "in stages" : "one-shot")}", Reports(network, method, staged), level => level.Pruned));
        }

        if (network.Required.Any(required => required is not null))
            rows.Add(["required of chita in stages", .. network.Required.Select(required => required is { } least ? least.ToString("0.0", CultureInfo.InvariantCulture) : Figures.None)]);
        return new ReportTable("", ["", .. network.Levels.Select(level => level.ToString(CultureInfo.InvariantCulture))], rows);
    }

    private RunReport[] Reports(PaperNetwork network, PruningMethod method, bool staged) =>
        [.. Enumerable.Range(0, seeds).Select(seed => PaperRuns.Find(results, new PaperCase(network, method, staged, seed))).OfType<RunReport>()];

    private static string[] Row(PaperNetwork network, string name, RunReport[] reports, Func<LevelReport, double?> value) =>
        [name, .. network.Levels.Select(level => Cell([.. reports.Select(report => report.Levels.FirstOrDefault(found => found.Sparsity == (double)level)).OfType<LevelReport>().Select(value).OfType<double>()]))];

    private static string Cell(double[] values)
    {
        if (values.Length == 0)
            return Figures.None;
        var mean = values.Average();
        if (values.Length == 1)
            return string.Create(CultureInfo.InvariantCulture, $"{100 * mean:0.00}");
        var error = Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1) / values.Length);
        return string.Create(CultureInfo.InvariantCulture, $"{100 * mean:0.00} ± {100 * error:0.00} ({values.Length})");
    }
}
