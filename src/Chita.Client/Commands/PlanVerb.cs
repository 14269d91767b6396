using Chita.Campaigns;
using Chita.Client.Terminal;
using Chita.Grains.Planning;
using Chita.Planning;

namespace Chita.Client.Commands;

/// <summary><c>chita plan FILE</c>.</summary>
internal static class PlanVerb
{
    /// <returns>0 when the campaign fits; <see cref="ExitCodes.InvalidInput"/> when it does not.</returns>
    public static async Task<int> RunAsync(PlanRequest request, OutputStyle style, RunSettings settings, CancellationToken cancellation)
    {
        // Nothing is written, so an output folder that exists already does not matter; who opens network and data looks at them.
        var spec = request.File is not { } file ? null
            : settings.Cluster is null ? CampaignFile.Load(file, settings.DataRoot, settings.OutputRoot, checkFiles: false)
            : CampaignFile.LoadForCluster(file);
        // A silo that is not there has its own threads: this machine is measured with all of its own.
        var local = request.Silos is null ? settings with { Memory = request.Memory, Spill = request.Spill } : settings with { Threads = 0, Spill = request.Spill };
        await using var runner = await CampaignRunner.StartAsync(local, drives: true, cancellation);
        var survey = await runner.Client
            .SurveyAsync(spec, request.File ?? "", DataRoot(request, settings), request.Rows, request.Storage, request.Speeds).WaitAsync(cancellation);
        if (survey.Silos.Count == 0)
            throw new InvalidInputException("no silo of the cluster answers");

        var report = Report(request with { Threads = settings.Threads }, spec, survey);
        if (style == OutputStyle.Table)
            PlanTable.Write(report);
        else
            Console.WriteLine(style == OutputStyle.Json ? report.ToJson() : JsonAsYaml.Write(report.ToJson()));
        if (report.Fits)
            return ExitCodes.Done;
        await Console.Error.WriteLineAsync($"chita: {report.Refusal}");
        return ExitCodes.InvalidInput;
    }

    internal static PlanReport Report(PlanRequest request, CampaignSpec? spec, ClusterSurvey survey)
    {
        var work = spec is null ? request.Imagined() : Work(spec, survey.Network!);
        work = request.Iterations is { } iterations ? work with { Iterations = iterations } : work;
        var there = SurveyedCluster.Of(survey);
        if (request.SampleSeconds is { } seconds)
            there = there with { Speeds = there.Speeds with { SampleSeconds = seconds } };
        if (request.Silos is not { } silos)
        {
            return spec is null
                ? Planner.Plan(work, there)
                : Planner.Plan(work, there, survey.Silos.Max(silo => silo.SourceBytes), new KnownPlacement(survey.Refusal, survey.FullestBytes, survey.Spilled));
        }

        var threads = request.Threads > 0 ? request.Threads : there.Threads;
        return Planner.Plan(work, new PlannedCluster
        {
            Silos = silos, Threads = threads, Cores = request.Cores ?? threads, Memory = request.Memory ?? there.Memory, Spills = there.Spills,
            Network = request.Network ?? double.PositiveInfinity, Speeds = there.Speeds,
        });
    }

    private static PlannedWork Work(CampaignSpec spec, Chita.Grains.Gradients.NetworkDescription network) => PlannedWork.Of(
        spec, [.. network.Tensors.Select(tensor => tensor.Size)], network.Rows, network.EvaluationSamples);

    private static string? DataRoot(PlanRequest request, RunSettings settings) => settings.Cluster is null && request.File is { } file
        ? settings.DataRoot ?? Path.GetDirectoryName(Path.GetFullPath(file))!
        : null;
}
