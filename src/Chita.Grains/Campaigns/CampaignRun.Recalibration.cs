using System.Globalization;
using Chita.Campaigns;
using Chita.Gradients;
using Chita.Grains.Gradients;

namespace Chita.Grains.Campaigns;

/// <content>
/// Batch-norm statistics taken anew, where the campaign asks for it. Solves, gradients, trials and the comparison with magnitude go on with the
/// network's own: only what is measured as recalibrated, and what is written, has them. Nothing of it is kept to go on from; it is done again, to the same bits.
/// </content>
internal sealed partial class CampaignRun
{
    private bool Recalibrates => _spec.Output.Recalibrate == RecalibrationKind.BatchNorm;

    /// <summary>Recalibrates the network that is written.</summary>
    private async Task<double?> RecalibrateLastAsync(NetworkDescription network)
    {
        if (!Recalibrates)
            return null;
        var value = await RecalibrateAsync(network, "the pruned network", WeightsOf(Record.Stages.Count));
        var seconds = _meter.Next();
        await SaveAsync(record => record with { Seconds = record.Seconds with { Evaluate = record.Seconds.Evaluate + seconds } });
        return value;
    }

    /// <summary>Takes the statistics of weights, which the network has from then on until others are fetched, and measures the network with them.</summary>
    /// <param name="network">The network.</param>
    /// <param name="what">What the weights are, for people.</param>
    /// <param name="weights">Names them.</param>
    /// <returns>The metric of the recalibrated network; null where it is not asked for, or nothing is measured.</returns>
    private async Task<double?> RecalibrateAsync(NetworkDescription network, string what, string weights)
    {
        if (!Recalibrates)
            return null;
        _phase = $"recalibrating {what}";
        await _team.FetchWeightsAsync(weights);
        Begin(Activity.Measuring, network.StatisticsParts);
        await _team.RecalibrateAsync(weights, network.StatisticsParts, done => _done += done, _stopped);
        _activity = Activity.Other;
        if (!Measures)
            return null;
        var metric = _spec.Evaluation!.Metric;
        var value = (await MeasureAsync(network, SampleSet.Evaluation, $"measuring {what}, recalibrated", weights, recalibrated: true)).Measure(metric);
        _events.Add(string.Create(CultureInfo.InvariantCulture, $"{what}, recalibrated: {metric.Word()} {value:0.####}"));
        return value;
    }
}
