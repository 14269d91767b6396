using Chita.Campaigns;
using Chita.Campaigns.Reading;

namespace Chita.Scheduling;

/// <summary>
/// Reads schedule files (YAML, <c>apiVersion: chita/v1</c>, <c>kind: Schedule</c>): a campaign, and when it runs. Everything wrong with a
/// file is told at once, as <see cref="CampaignFile"/> does. What the campaign names is not looked for: it will be there when it fires.
/// </summary>
public static class ScheduleFile
{
    /// <summary>Reads a file.</summary>
    /// <param name="path">The schedule file; named in messages as it is given here.</param>
    /// <exception cref="InvalidInputException">The file, or something in it, cannot be used.</exception>
    public static ScheduleSpec Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Parse(CampaignFile.ReadText(path), path);
    }

    /// <summary>Reads a file whose campaigns run on a cluster: their paths start at the data root of the silos, and relative ones may not climb above it.</summary>
    /// <param name="path">The schedule file; named in messages as it is given here.</param>
    /// <exception cref="InvalidInputException">The file, or something in it, cannot be used.</exception>
    public static ScheduleSpec LoadForCluster(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Read(CampaignFile.ReadText(path), path, new("/", "/", check: false, Confinement.RelativePaths));
    }

    /// <summary>Reads the text of a schedule file.</summary>
    /// <param name="yaml">The text.</param>
    /// <param name="fileName">What messages call it.</param>
    /// <exception cref="InvalidInputException">Something in the text cannot be used.</exception>
    public static ScheduleSpec Parse(string yaml, string fileName) => Read(yaml, fileName, new("/", "/", check: false));

    /// <summary>Reads a schedule's text on a silo. No path of its campaigns may lead out of the data root; links are followed when they fire.</summary>
    /// <param name="yaml">The text.</param>
    /// <param name="fileName">What messages call the file.</param>
    /// <param name="dataRoot">Where relative paths start, output too.</param>
    /// <exception cref="InvalidInputException">Something in the text cannot be used, or leads out of the data root.</exception>
    public static ScheduleSpec ParseWithin(string yaml, string fileName, string dataRoot) =>
        Read(yaml, fileName, new(dataRoot, dataRoot, check: false, Confinement.Text));

    /// <summary>Refuses what cannot be the name of a schedule.</summary>
    /// <param name="name">The name as the user gave it.</param>
    /// <exception cref="InvalidInputException">It is none.</exception>
    public static void CheckName(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (!ScheduleReader.IsName(name))
            throw new InvalidInputException($"\"{YamlScalar.Short(name)}\" is not a name of a schedule; {ScheduleReader.Naming}");
    }

    private static ScheduleSpec Read(string yaml, string fileName, FilePaths files)
    {
        ArgumentNullException.ThrowIfNull(yaml);
        var problems = new ProblemList(fileName);
        ScheduleSpec? spec = null;
        if (yaml.Length > CampaignFile.MaxBytes)
            problems.Add(1, "", CampaignFile.TooLarge);
        else if (YamlReader.Read(yaml, problems) is { } root)
            spec = new ScheduleReader(files).Read(root, new(root, "", 1, problems), yaml);
        problems.ThrowIfAny();
        return spec ?? throw new InvalidOperationException("No schedule, and no problem either.");
    }
}
