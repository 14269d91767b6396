using System.Globalization;
using Chita.Campaigns;
using Chita.Gradients;
using Chita.Grains.Gradients;

namespace Chita.Grains.Campaigns;

/// <content>The quality gate, and the sparsest network that passes it.</content>
internal sealed partial class CampaignRun
{
    /// <summary>Solves of a stage that look for it: numbers that no other solve has.</summary>
    private const int FirstBisection = 500_000;

    /// <summary>Sparsities that are nearer to each other are not told apart.</summary>
    private const decimal Resolution = 0.001m;

    private bool Passes(double? pruned) => _spec.Quality is not { } quality || _spec.Evaluation is not { } evaluation
        || Networks.Evaluation.Degradation(evaluation.Metric, Record.Dense!.Value, pruned!.Value) <= quality.MaxDegradation;

    /// <summary>
    /// Looks at the gate before sparsity rises, where the campaign asks for it. A stage that misses it is solved again, with the same gradients, at
    /// sparsities between that and the last one that passed; the sparsest that passes is the campaign's last.
    /// </summary>
    /// <param name="network">The network.</param>
    /// <param name="sparsity">The stage's sparsity.</param>
    /// <param name="solved">Its solve, whose weights are committed.</param>
    private async Task<Gated> GateAsync(NetworkDescription network, decimal sparsity, Solved solved)
    {
        if (_spec.Quality?.OnFail != GateFailure.Bisect || _course!.Next?.Sparsity == sparsity)
            return new Gated(solved, sparsity, null, IsCut: false);
        var metric = await MetricAsync(network, sparsity, 0);
        if (Passes(metric))
            return new Gated(solved, sparsity, metric, IsCut: false);

        var (low, high) = ((decimal)(Record.Stages.LastOrDefault(before => before.Sparsity < (double)sparsity)?.Sparsity ?? 0), sparsity);
        _events.Add(string.Create(CultureInfo.InvariantCulture, $"sparsity {sparsity:0.####} misses the gate: {_spec.Evaluation!.Metric.Word()} {metric:0.####}; looking for the sparsest from {low:0.####} on that passes"));
        Gated? best = null;
        var number = FirstBisection;
        for (; high - low > Resolution; number++)
        {
            var tried = await TryAsync(network, decimal.Round((low + high) / 2, 4), solved, number);
            if (!Passes(tried.Metric))
            {
                high = tried.Sparsity;
                continue;
            }

            (low, best) = (tried.Sparsity, tried);
        }

        return best is not null && number == FirstBisection + best.Number + 1 ? best : await TryAsync(network, low, solved, best is null ? number : FirstBisection + best.Number);
    }

    /// <summary>Solves the running stage once more, in place of the solve before.</summary>
    private async Task<Gated> TryAsync(NetworkDescription network, decimal sparsity, Solved solved, int number)
    {
        await AskAsync(_coordinator.Restore);
        var problem = solved.Problem with { Rule = Budget.At(sparsity) };
        (_phase, _activity) = (string.Create(CultureInfo.InvariantCulture, $"trying sparsity {sparsity:0.####}"), Activity.Solve);
        var again = new Solved(problem, await SolveAsync(number, problem), solved.Trials);
        return new Gated(again, sparsity, await MetricAsync(network, sparsity, number), IsCut: true) { Number = number - FirstBisection };
    }

    private async Task<double> MetricAsync(NetworkDescription network, decimal sparsity, int number)
    {
        var metric = _spec.Evaluation!.Metric;
        var phase = string.Create(CultureInfo.InvariantCulture, $"measuring sparsity {sparsity:0.####}");
        var value = (await MeasureAsync(network, SampleSet.Evaluation, phase, $"{WeightsOf(Record.Stages.Count)} gate {number}")).Measure(metric);
        _events.Add(string.Create(CultureInfo.InvariantCulture, $"sparsity {sparsity:0.####}: {metric.Word()} {value:0.####}"));
        return value;
    }

    /// <summary>A stage that was looked at.</summary>
    /// <param name="Solved">The solve, whose weights are committed.</param>
    /// <param name="Sparsity">Its sparsity.</param>
    /// <param name="Metric">What was measured; null: it was not.</param>
    /// <param name="IsCut">Whether it is to be the campaign's last stage.</param>
    private sealed record Gated(Solved Solved, decimal Sparsity, double? Metric, bool IsCut)
    {
        /// <summary>Which of the tries it was.</summary>
        public int Number { get; init; }
    }
}
