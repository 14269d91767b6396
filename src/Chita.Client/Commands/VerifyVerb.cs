using Chita.Client.Terminal;
using Chita.Verification;

namespace Chita.Client.Commands;

/// <summary><c>chita verify DIR</c>: needs the files alone, no silo.</summary>
internal static class VerifyVerb
{
    /// <returns>0 when everything is as the run left it, or a model still has its sparsity; <see cref="ExitCodes.Missed"/> when not.</returns>
    public static async Task<int> RunAsync(string folder, string? model, OutputStyle style)
    {
        var report = model is null ? Verifier.Verify(folder) : Verifier.Verify(folder, model);
        if (style == OutputStyle.Json)
            Console.Write(report.ToJson());
        else
            VerificationTable.Write(report);
        foreach (var finding in report.Findings)
            await Console.Error.WriteLineAsync($"chita: {finding.Message}");
        return report.IsPassed ? ExitCodes.Done : ExitCodes.Missed;
    }
}
