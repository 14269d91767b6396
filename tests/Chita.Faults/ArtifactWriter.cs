using System.Globalization;
using Chita.Artifacts;
using Chita.EndToEnd.Tests.Artifacts;
using Chita.Reports;
using Chita.Silo;
using Microsoft.Extensions.DependencyInjection;

namespace Chita.Faults;

/// <summary>Publishes new content under one name again and again, and says each number on standard output once it is published: a process to be killed at that.</summary>
internal static class ArtifactWriter
{
    private const string Name = "killed";

    /// <param name="place">A folder, or a connection string of Azure Blob storage.</param>
    public static async Task<int> RunAsync(string place)
    {
        var options = Directory.Exists(place)
            ? new SiloOptions { Artifacts = ArtifactsKind.Folder, ArtifactsFolder = place }
            : new SiloOptions { Artifacts = ArtifactsKind.Azure, Azure = place };
        using var host = SiloHost.Build(options with { DataRoot = Path.GetTempPath() });
        var store = host.Services.GetRequiredService<IArtifactStore>();
        var last = await store.FindAsync(Name) is { } found ? int.Parse(found[0].Path, CultureInfo.InvariantCulture) : 0;
        for (var number = last + 1; ; number++)
        {
            var files = new List<FileRecord>();
            foreach (var bytes in (int[])[10_000, 300_000, 9 << 20]) // the last one in blocks, where there are blocks
            {
                await using var content = new SampleContent(bytes, number);
                var kept = await store.PutAsync(content);
                files.Add(new FileRecord(files.Count == 0 ? number.ToString(CultureInfo.InvariantCulture) : $"{bytes}", kept.Bytes, kept.Digest));
            }

            await store.PublishAsync(Name, files);
            Console.WriteLine(number.ToString(CultureInfo.InvariantCulture));
        }
    }
}
