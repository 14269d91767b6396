using Chita.Grains.Gradients;
using Chita.Scheduling;

namespace Chita.Grains.Schedules;

/// <summary>A schedule as it travels: the user's text, read again where it arrives.</summary>
/// <param name="Yaml">The schedule file's text.</param>
/// <param name="FileName">What messages call it.</param>
/// <param name="DataRoot">Where relative paths of its campaigns start, output too, when the client says so: it shares its files with an embedded silo. Null: at the
/// silo's data root.</param>
[GenerateSerializer, Immutable, Alias("chita.ScheduleText")]
public sealed record ScheduleText([property: Id(0)] string Yaml, [property: Id(1)] string FileName, [property: Id(2)] string? DataRoot = null)
{
    /// <summary>Reads the text. It was checked when it was added.</summary>
    /// <exception cref="InvalidInputException">Something in it cannot be used.</exception>
    public ScheduleSpec Parse() => ScheduleFile.Parse(Yaml, FileName);

    /// <summary>Reads the text where its campaigns are to run.</summary>
    /// <param name="dataRoot">The silo's data root; null, on an embedded silo: the client says where paths start, and they may lead anywhere.</param>
    /// <exception cref="InvalidInputException">Something in it cannot be used; there is no folder that its paths are relative to, or they lead out of it.</exception>
    internal ScheduleSpec Parse(string? dataRoot) => (dataRoot, DataRoot) switch
    {
        (null, not null) => Parse(),
        (not null, null) => ScheduleFile.ParseWithin(Yaml, FileName, dataRoot),
        (null, null) => throw new InvalidInputException($"{FileName}: this cluster's silos have no --data-root where its paths could start."),
        // Whoever could choose the root could read any file of the silo.
        _ => throw new InvalidInputException($"{FileName}: was added with a data root of its own; this cluster's silos have theirs, so add it without."),
    };

    /// <summary>The campaign of a fire: always the same for an instant, so that starting it twice is starting it once.</summary>
    internal CampaignText Campaign(ScheduleSpec spec, DateTimeOffset nominal) =>
        new(spec.CampaignYaml(nominal), $"{spec.CampaignName(nominal)}.yaml", DataRoot, OutputPath: null);
}
