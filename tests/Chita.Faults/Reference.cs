namespace Chita.Faults;

/// <summary>A campaign without faults: what others must give, and how long things took.</summary>
/// <param name="Traces">Digest, objectives and bounds.</param>
/// <param name="Tensors">Names of the pruned tensors.</param>
/// <param name="Iterations">Of each stage's solve.</param>
/// <param name="GradientSeconds">How long each stage's gradients took.</param>
internal sealed record Reference(string Traces, IReadOnlyList<string> Tensors, IReadOnlyList<int> Iterations, IReadOnlyList<double> GradientSeconds)
{
    public static Reference Of(Reports.RunReport report, IReadOnlyList<Observation> seen) => new(
        EndToEnd.Tests.Faults.Traces.Of(report),
        [.. report.Layers.Select(layer => layer.Name)],
        [.. report.Stages.Select(stage => stage.Iterations)],
        [.. report.Stages.Select((_, i) => Seconds(seen, i + 1))]);

    private static double Seconds(IReadOnlyList<Observation> seen, int stage)
    {
        var gradients = seen.Where(each => each.Status.Progress.Stage == stage && each.IsComputingGradients).Select(each => each.At).ToArray();
        return gradients.Length == 0 ? 0 : (gradients[^1] - gradients[0]).TotalSeconds;
    }
}
