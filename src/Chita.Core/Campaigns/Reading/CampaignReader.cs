using System.Text.RegularExpressions;

namespace Chita.Campaigns.Reading;

/// <summary>
/// The campaign file, key by key. Required keys say what belongs there; the others show their default. When there are problems the
/// result is never seen: <see cref="CampaignFile"/> throws.
/// </summary>
internal sealed partial class CampaignReader(FilePaths files)
{
    /// <summary>Reads the whole file; null only together with a problem.</summary>
    internal CampaignSpec? Read(Section file, string yaml)
    {
        const string version = "chita/v1";
        if (file.Text("apiVersion", version) is { } given && given != version)
            file.Problem("apiVersion", $"\"{YamlScalar.Short(given)}\" is not a version of this file; expected {version}");
        if (file.Text("kind", "Campaign") is { } kind && kind != "Campaign")
        {
            file.Problem("kind", kind == "Schedule"
                ? "Schedule is known, but not available in this version; use Campaign"
                : $"\"{YamlScalar.Short(kind)}\" is not a kind of file; expected Campaign");
            return null; // the keys of another kind would all be unknown
        }
        var name = Name(file.Child("metadata", "{ name: … }"));
        var spec = file.Child("spec", "the campaign's sections: network, calibration, solver, budget, output") is { } sections
            ? Spec(sections, name, yaml)
            : null;
        file.Finish();
        return spec;
    }

    private static string Name(Section? metadata)
    {
        var name = metadata?.Text("name", "the campaign's name");
        if (name is not null && (name.Length > 63 || !NamePattern().IsMatch(name)))
            metadata!.Problem("name", $"\"{YamlScalar.Short(name)}\" is not a name; " +
                "expected at most 63 of a–z, 0–9, \"-\" and \".\", beginning and ending with a letter or a digit");
        metadata?.Finish();
        return name ?? "";
    }

    [GeneratedRegex(@"\A[a-z0-9]([-a-z0-9.]*[a-z0-9])?\z")]
    private static partial Regex NamePattern();

    private CampaignSpec? Spec(Section spec, string name, string yaml)
    {
        var network = spec.Child("network", "the network to prune: { torchscript: …, loss: … }");
        var solver = Solver(spec.Child("solver", "at least { ridge: … }"));
        var calibration = spec.Child("calibration",
            solver?.Method == PruningMethod.Magnitude ? null : "the samples for gradients: { data: …, samples: …, batchSize: … }");
        var evaluation = spec.Child("evaluation");
        var budget = Budget(spec.Child("budget", "{ sparsity: … }"));
        var stages = spec.Child("stages");
        var quality = spec.Child("quality");
        var execution = spec.Child("execution");
        var output = spec.Child("output", "{ path: … }");
        if (quality is not null && !spec.Has("evaluation"))
            spec.Problem("quality", "needs evaluation, to know what was lost; give evaluation: { data: …, metric: … }");

        var calibrated = calibration is null ? null : Calibration(calibration);
        var result = new CampaignSpec
        {
            Name = name,
            Network = network is null ? null! : Network(network),
            Calibration = calibrated,
            Evaluation = evaluation is null ? null : Evaluation(evaluation, calibrated),
            Solver = solver!,
            Budget = budget!,
            Stages = Stages(stages, budget?.Sparsity),
            Quality = quality is null ? null : Quality(quality),
            Execution = Execution(execution),
            Output = output is null ? null! : Output(output),
            Yaml = yaml,
        };
        spec.Finish();
        return result;
    }
}
