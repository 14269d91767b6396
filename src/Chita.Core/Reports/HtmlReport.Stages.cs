using Chita.Reports.Charts;

namespace Chita.Reports;

/// <content>What each stage's solve reached.</content>
public static partial class HtmlReport
{
    private static void WriteStages(RunReport report, TextWriter writer)
    {
        writer.Write("<section>\n<h2>Stages</h2>\n");
        if (report.Levels.Count == 0) // of a frontier, each level has its own
            WriteCharts(writer, Objectives(report), StageGaps(report));
        writer.Write("""
            <div class="wide"><table>
            <thead><tr><th>sparsity</th><th>kept</th><th>objective</th><th>lower bound</th><th>gap</th><th>ridge</th><th>first order</th><th>iterations</th><th>time</th></tr></thead>
            <tbody>

            """);
        foreach (var s in report.Stages)
        {
            writer.Write($"<tr><td>{Percent(s.Sparsity)}</td><td>{Count(s.Kept)}</td><td>{Number(s.Objective)}</td><td>{Number(s.LowerBound)}</td>");
            writer.Write($"<td>{Gap(s.Gap)}</td><td>{Number(s.Ridge)}</td><td>{Number(s.FirstOrder)}</td><td>{s.Iterations}</td><td>{Seconds(s.Seconds)}</td></tr>\n");
        }
        writer.Write("""
            </tbody></table></div>
            <p class="note">The certificate speaks of the quadratic model, not of accuracy: no choice of as many weights has an objective below the lower bound.</p>
            </section>

            """);
    }

    private static Chart Objectives(RunReport report) => new()
    {
        Title = "Objective and bound over stages", X = new ChartAxis("stage", ChartScale.Counted), Y = new ChartAxis("objective"),
        Lines =
        [
            new ChartLine { Name = "lower bound", Ink = ChartInk.Other, Shape = ChartShape.Squares, Points = OverStages(report, stage => stage.LowerBound) },
            new ChartLine { Name = "objective", Points = OverStages(report, stage => stage.Objective) },
        ],
    };

    private static Chart StageGaps(RunReport report) => new()
    {
        Title = "Gap to the best choice over stages", X = new ChartAxis("stage", ChartScale.Counted), Y = new ChartAxis("gap, %"),
        Lines = [new ChartLine { Name = "gap", Points = OverStages(report, stage => 100 * stage.Gap) }],
    };

    private static (double X, double Y)[] OverStages(RunReport report, Func<StageReport, double?> value) => Line(report.Stages, (_, i) => i + 1, value);
}
