using Chita.Campaigns;
using Chita.Gradients;
using Chita.Numerics;
using Chita.Pruning.Budgets;

namespace Chita.Client.Commands;

/// <summary><c>chita validate FILE</c>: everything that <c>run</c> checks before its first gradient.</summary>
internal static class ValidateVerb
{
    public static async Task<int> RunAsync(string file, RunSettings settings)
    {
        var spec = CampaignFile.Load(file, settings.DataRoot, settings.OutputRoot);
        using var threads = new SolverThreads(settings.Threads);
        using var session = await threads.RunAsync(() => new NetworkSession(spec, threads));

        var layout = session.Layout;
        var budget = new SupportBudget(spec.Budget, layout.Tensors);
        var course = budget.Course(spec.Stages);
        Console.WriteLine(FormattableString.Invariant(
            $"{file}: valid. {spec.Name}: {layout.Weights:N0} prunable weights in {layout.Tensors.Count} tensors, {budget.MostKept:N0} to keep, stages: {(course.IsAdaptive ? "at most " : "")}{course.Most}."));
        if (session.Rows > 0)
        {
            var bytes = layout.Weights * session.Rows * sizeof(float);
            var blocks = layout.Tensors.Sum(tensor => layout.Cut(tensor).Count());
            Console.WriteLine(FormattableString.Invariant(
                $"Gradients: {session.Rows:N0} rows {(spec.Calibration is { } calibration ? $"of {calibration.BatchSize} samples" : "that are there")}, {bytes / 1048576.0:N0} MiB in {blocks} blocks."));
        }

        return ExitCodes.Done;
    }
}
