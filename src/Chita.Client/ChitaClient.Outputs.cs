using System.Text;
using Chita.Artifacts;
using Chita.Client.Outputs;
using Chita.Formats;
using Chita.Grains;
using Chita.Grains.Artifacts;
using Chita.Grains.Campaigns;
using Chita.Output;
using Chita.Reports;

namespace Chita.Client;

/// <summary>Outputs of campaigns.</summary>
public sealed partial class ChitaClient
{
    /// <summary>Gets the output folder of a campaign that has ended, from the cluster's artifact store: complete, its digests compared, or not at all.</summary>
    /// <param name="name">The campaign.</param>
    /// <param name="folder">The folder to make.</param>
    /// <param name="cancellation">Ends it; nothing is left then.</param>
    /// <returns>The files, by path.</returns>
    /// <exception cref="InvalidInputException">There is something at <paramref name="folder"/>, or it cannot be written.</exception>
    /// <exception cref="UnknownNameException">There is no campaign of that name.</exception>
    /// <exception cref="NoOutputException">It has not ended yet, has ended without an output, or its output was not kept.</exception>
    /// <exception cref="ArtifactException">What the store has is damaged, or incomplete.</exception>
    /// <exception cref="ClusterUnreachableException">No silo answers.</exception>
    public async Task<IReadOnlyList<FileRecord>> FetchAsync(string name, string folder, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        using var made = new OutputFolder(Path.GetFullPath(folder), key: "--to");
        var status = await GetAsync(name) ?? throw UnknownCampaign(name);
        var source = grains.GetGrain<IOutputGrain>(0);
        var files = Published(status, await InsistAsync(() => source.Find(name, cancellation)));
        try
        {
            foreach (var file in files)
            {
                var download = new Download(file, (offset, count) => InsistAsync(() => source.Read(file.Digest, offset, count, cancellation)));
                await download.ToAsync(PlaceOf(file, made.Partial), cancellation);
            }

            made.Publish();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"{folder}: cannot be written ({failure.Message}); --to names a new folder in a writable place, with room for the output.", failure);
        }

        return files;
    }

    /// <summary>Whatever a cluster says, its files stay in the folder.</summary>
    private static string PlaceOf(FileRecord file, string folder)
    {
        var place = Path.GetFullPath(Path.Combine(folder, file.Path));
        return RealPath.IsInside(place, folder) ? place : throw new ArtifactException($"the cluster names a file {file.Path}, which leads out of the output folder; nothing was fetched");
    }

    /// <summary>The files to fetch, if they are those of this very campaign.</summary>
    private static IReadOnlyList<FileRecord> Published(CampaignStatus status, IReadOnlyList<FileRecord>? files)
    {
        if (!status.State.IsFinal())
            throw new NoOutputException($"{status.Name}: {status.State}; its output can be fetched when it has ended, and chita watch {status.Name} follows it");
        if (status.Report is null)
            throw new NoOutputException($"{status.Name}: {status.State}; only a campaign that succeeded, or was rejected by its quality gate, has an output");
        var report = ContentDigest.OfBytes(Encoding.UTF8.GetBytes(status.Report));
        return files?.Any(file => file.Path == RunFolder.ReportName && file.Digest == report) == true
            ? files
            : throw new NoOutputException(
                $"{status.Name}: {status.State}, but its output is not in the artifact store of the cluster; it is in the output folder of the campaign, from the data root "
                + "of the silos (chita-silo --artifacts says whether outputs are kept)");
    }
}
