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
        Version(file);
        if (file.Text("kind", "Campaign") is { } kind && kind != "Campaign")
        {
            file.Problem("kind", kind == "Schedule"
                ? "Schedule is for chita schedule add; expected Campaign here"
                : $"\"{YamlScalar.Short(kind)}\" is not a kind of file; expected Campaign");
            return null; // the keys of another kind would all be unknown
        }
        var metadata = file.Child("metadata", "{ name: … }");
        var (name, labels) = (Name(metadata), metadata?.Labels("labels") ?? new Dictionary<string, string>());
        metadata?.Finish();
        var spec = file.Child("spec", "the campaign's sections: network, calibration, solver, budget, output") is { } sections
            ? Spec(sections, name, yaml)
            : null;
        file.Finish();
        return spec is null ? null : spec with { Labels = labels };
    }

    /// <summary>Checks the version that files of all kinds begin with.</summary>
    internal static void Version(Section file)
    {
        const string version = "chita/v1";
        if (file.Text("apiVersion", version) is { } given && given != version)
            file.Problem("apiVersion", $"\"{YamlScalar.Short(given)}\" is not a version of this file; expected {version}");
    }

    private static string Name(Section? metadata)
    {
        var name = metadata?.Text("name", "the campaign's name");
        if (name is not null && (name.Length > 63 || !NamePattern().IsMatch(name)))
            metadata!.Problem("name", $"\"{YamlScalar.Short(name)}\" is not a name; " +
                "expected at most 63 of a–z, 0–9 and \"-\", beginning and ending with a letter or a digit");
        return name ?? "";
    }

    [GeneratedRegex(@"\A[a-z0-9]([-a-z0-9]*[a-z0-9])?\z")]
    private static partial Regex NamePattern();

    /// <summary>Reads the campaign's sections, wherever they stand.</summary>
    internal CampaignSpec? Spec(Section spec, string name, string yaml)
    {
        var network = spec.Child("network", "the network to prune: { torchscript: …, loss: … } or { huggingface: …, loss: … }");
        var solving = spec.Child("solver", "at least { ridge: … }");
        var solver = Solver(solving);
        var (stored, weightsAlone) = (network?.Has("gradients") == true, network?.Has("weights") == true);
        var calibration = spec.Child("calibration",
            solver?.Method == PruningMethod.Magnitude || stored || weightsAlone ? null : "the samples for gradients: { data: …, samples: …, batchSize: … }");
        var evaluation = spec.Child("evaluation");
        var budget = Budget(spec.Child("budget", "{ sparsity: … }"));
        var stages = spec.Child("stages");
        var quality = spec.Child("quality");
        var execution = spec.Child("execution");
        var output = spec.Child("output", "{ path: … }");
        if (quality is not null && !spec.Has("evaluation"))
            spec.Problem("quality", "needs evaluation, to know what was lost; give evaluation: { data: …, metric: … }");

        if (quality is not null && budget?.Pattern.Kind == SupportKind.NofM && quality.Is("onFail", "bisect"))
            quality.Problem("onFail", $"bisect looks for a sparsity, and pattern {budget.Pattern} has only one; remove the key");
        var calibrated = calibration is null ? null : Calibration(calibration);
        if (solving is not null && (calibrated is not null || stored))
            CheckTuned(solving, calibrated);
        if (budget is { Scope: BudgetScope.Layer } && solver is { Method: not PruningMethod.Chita and var method })
            solving!.Problem("method", $"{method.Word()} has no frontier of each layer to hand a budget of scope layer out by; expected chita, or scope: global");
        if (calibrated is { Labels: LabelSource.Network } && network is not null && !network.Is("loss", LossKind.CrossEntropy.Word()))
            calibration!.Problem("labels", "network draws class labels from the dense network's answers, and network.loss has none; expected loss: cross-entropy, or labels: data");
        var pruned = network is null ? null : Network(network);
        var result = new CampaignSpec
        {
            Name = name,
            Network = pruned!,
            Calibration = calibrated,
            Evaluation = evaluation is null ? null : Evaluation(evaluation, calibrated),
            Solver = solver!,
            Budget = budget!,
            Stages = Stages(stages, budget, calibrated, solver),
            Quality = quality is null ? null : Quality(quality),
            Execution = Execution(execution),
            Output = output is null ? null! : Output(output, pruned, spec.Has("calibration"), solver?.Method ?? PruningMethod.Chita, budget?.Scope ?? default),
            Yaml = yaml,
        };
        if (stored)
            CheckStored(spec, result.Stages);
        if (weightsAlone)
            CheckWeights(spec, network!, needsRows: !stored && solver is { Method: not PruningMethod.Magnitude });
        spec.Finish();
        return result;
    }
}
