using System.Globalization;
using Chita.Reports;

namespace Chita.EndToEnd.Tests.Faults;

/// <summary>What two runs of a campaign must have in common to the last bit.</summary>
internal static class Traces
{
    /// <summary>The digest, and for each stage objective and bound after each iteration, all their bits.</summary>
    public static string Of(RunReport report) => string.Join('\n', [report.Digest, .. report.Stages.Select(stage =>
        string.Join(' ', stage.Trace.Select(step => $"{Bits(step.Objective)}/{Bits(step.LowerBound)}")))]);

    private static string Bits(double? value) => value is { } number ? BitConverter.DoubleToUInt64Bits(number).ToString("x16", CultureInfo.InvariantCulture) : "none";
}
