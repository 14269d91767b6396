[assembly: AssemblyFixture(typeof(Chita.EndToEnd.Tests.MlpPlan))]

namespace Chita.EndToEnd.Tests;

/// <summary>One <c>chita plan</c> that measures the machine, for all tests that need to know how fast it is; it runs when the first of them asks.</summary>
public sealed class MlpPlan : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Lazy<Task<Outcome>> _outcome;

    public MlpPlan() => _outcome = new(() =>
        ChitaProcess.RunAsync(_folder.Root, "plan", new MlpCampaign { Stages = 2 }.WriteTo(_folder.Root), "-o", "json", "--threads", "1"));

    internal string Folder => _folder.Root;

    internal Task<Outcome> OutcomeAsync() => _outcome.Value;

    /// <summary>Writes what was measured into a folder: the file for <c>--speeds</c>.</summary>
    internal async Task<string> WriteSpeedsAsync(string folder)
    {
        var path = Path.Combine(folder, "speeds.json");
        await File.WriteAllTextAsync(path, (await OutcomeAsync()).Output);
        return path;
    }

    public void Dispose() => _folder.Dispose();
}
