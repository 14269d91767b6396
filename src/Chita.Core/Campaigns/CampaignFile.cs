using System.Text;
using Chita.Campaigns.Reading;

namespace Chita.Campaigns;

/// <summary>
/// Reads campaign files (YAML, <c>apiVersion: chita/v1</c>, <c>kind: Campaign</c>). Everything wrong with a file is told at once: one
/// <see cref="InvalidInputException"/>, whose message has a line <c>file:line: key: problem and what would be right</c> for
/// each problem, in the order of lines. Reading the same text twice gives the same spec.
/// </summary>
public static class CampaignFile
{
    /// <summary>The largest file that is read, in bytes.</summary>
    public const int MaxBytes = 1 << 20;

    /// <summary>Reads a file and, unless told otherwise, checks that the files it names are there and its output folder can be made.</summary>
    /// <param name="path">The campaign file; named in messages as it is given here.</param>
    /// <param name="dataRoot">Where relative paths of networks and data start. Null: at the file's folder.</param>
    /// <param name="outputRoot">Where a relative <c>output.path</c> starts. Null: at the file's folder; with a
    /// <paramref name="dataRoot"/>, which may be read-only, and shared, at the current folder.</param>
    /// <param name="checkFiles">Whether to look at the disk for what the campaign names; false when it will run elsewhere.</param>
    /// <exception cref="InvalidInputException">The file, or something in it, cannot be used.</exception>
    public static CampaignSpec Load(string path, string? dataRoot = null, string? outputRoot = null, bool checkFiles = true)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (dataRoot is not null && !Directory.Exists(dataRoot))
            throw new InvalidInputException($"data root {dataRoot}: not a folder; expected the folder where relative paths start");
        var yaml = ReadText(path);
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        return Parse(yaml, path, dataRoot ?? folder, outputRoot ?? (dataRoot is null ? folder : Environment.CurrentDirectory), checkFiles);
    }

    /// <summary>Reads the text of a campaign file.</summary>
    /// <param name="yaml">The text.</param>
    /// <param name="fileName">What messages call it.</param>
    /// <param name="baseDirectory">Where relative paths of networks and data start.</param>
    /// <param name="outputRoot">Where a relative <c>output.path</c> starts. Null: at <paramref name="baseDirectory"/>.</param>
    /// <param name="checkFiles">Whether to look at the disk for what the campaign names; false leaves the result to the text alone.</param>
    /// <exception cref="InvalidInputException">Something in the text cannot be used.</exception>
    public static CampaignSpec Parse(
        string yaml, string fileName, string baseDirectory, string? outputRoot = null, bool checkFiles = true)
    {
        return Read(yaml, fileName, new(baseDirectory, outputRoot ?? baseDirectory, checkFiles));
    }

    /// <summary>
    /// Reads a file that is to run on a cluster. Only its text is looked at: its paths start at the data root of the silos, and relative ones may not
    /// climb above it.
    /// </summary>
    /// <param name="path">The campaign file; named in messages as it is given here.</param>
    /// <exception cref="InvalidInputException">The file, or something in it, cannot be used.</exception>
    public static CampaignSpec LoadForCluster(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        return Read(ReadText(path), path, new(folder, folder, check: false, Confinement.RelativePaths));
    }

    /// <summary>Reads a campaign's text on a silo. No path may lead out of the data root.</summary>
    /// <param name="yaml">The text.</param>
    /// <param name="fileName">What messages call the file.</param>
    /// <param name="dataRoot">Where relative paths start, output too.</param>
    /// <param name="followLinks">Whether to follow symbolic links as they are now on this machine's disks. To be asked for right before
    /// files are opened or written, every time, since links may change.</param>
    /// <exception cref="InvalidInputException">Something in the text cannot be used, or leads out of the data root.</exception>
    public static CampaignSpec ParseWithin(string yaml, string fileName, string dataRoot, bool followLinks) =>
        Read(yaml, fileName, new(dataRoot, dataRoot, check: false, followLinks ? Confinement.Links : Confinement.Text));

    private static CampaignSpec Read(string yaml, string fileName, FilePaths files)
    {
        ArgumentNullException.ThrowIfNull(yaml);
        var problems = new ProblemList(fileName);
        CampaignSpec? spec = null;
        if (yaml.Length > MaxBytes)
            problems.Add(1, "", TooLarge);
        else if (YamlReader.Read(yaml, problems) is { } root)
            spec = new CampaignReader(files).Read(new(root, "", 1, problems), yaml);
        problems.ThrowIfAny();
        return spec ?? throw new InvalidOperationException("No campaign, and no problem either.");
    }

    internal static string TooLarge => $"is larger than {MaxBytes / 1024} KiB; expected a campaign file";

    internal static string ReadText(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            var bytes = new byte[MaxBytes + 1];
            var length = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            if (length > MaxBytes)
                throw new InvalidInputException($"{path}:1: {TooLarge}");
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes, 0, length).TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException e)
        {
            throw new InvalidInputException($"{path}:1: is not text in UTF-8; expected a campaign file", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"{path}: cannot be read: {e.Message}", e);
        }
    }
}
