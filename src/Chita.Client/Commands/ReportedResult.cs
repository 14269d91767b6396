using System.Globalization;
using Chita.Client.Terminal;
using Chita.Output;
using Chita.Reports;

namespace Chita.Client.Commands;

/// <summary>Prints what a campaign came to, and turns it into an exit code.</summary>
internal static class ReportedResult
{
    /// <param name="report">What it came to.</param>
    /// <param name="style">What to print.</param>
    /// <param name="folder">Where the output is.</param>
    /// <param name="allowed">What quality.maxDegradation allows, if the campaign is at hand.</param>
    public static async Task<int> TellAsync(RunReport report, OutputStyle style, string folder, double? allowed = null)
    {
        if (style == OutputStyle.Table)
            ResultTable.Write(report, folder);
        else
            Console.WriteLine(style == OutputStyle.Json ? report.ToJson() : JsonAsYaml.Write(report.ToJson()));
        if (report.State != RunFolder.Rejected)
            return ExitCodes.Done;
        var limit = allowed is { } known ? known.ToString("0.####", CultureInfo.InvariantCulture) : "less";
        await Console.Error.WriteLineAsync(FormattableString.Invariant(
            $"chita: rejected: {report.Metric} is worse by {report.Degradation:0.####}, quality.maxDegradation allows {limit}."));
        return ExitCodes.Missed;
    }
}
