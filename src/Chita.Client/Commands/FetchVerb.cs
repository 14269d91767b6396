using System.Globalization;
using Chita.Numerics;

namespace Chita.Client.Commands;

/// <summary><c>chita fetch NAME</c>.</summary>
internal static class FetchVerb
{
    public static async Task<int> RunAsync(string name, string? folder, RunSettings settings, CancellationToken cancellation)
    {
        if (settings.Cluster is null)
            throw new InvalidInputException("fetch: expected --gateway; without a cluster the output is where the campaign file says, and chita get shows it.");
        folder ??= name;
        if (Path.Exists(folder))
            throw new InvalidInputException($"{folder}: exists already; --to names a new folder. Remove it, or name another one.");
        await using var runner = await CampaignRunner.StartAsync(settings, drives: false, cancellation);
        var files = await runner.Client.FetchAsync(name, folder, cancellation);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}: {files.Count} files, {new ByteSize(files.Sum(file => file.Bytes))}, in {folder}"));
        return ExitCodes.Done;
    }
}
