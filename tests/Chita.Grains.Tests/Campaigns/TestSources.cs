using Chita.Blocks;
using Chita.Campaigns;
using Chita.Gradients;
using Chita.Numerics;

namespace Chita.Grains.Tests.Campaigns;

/// <summary>When something happens to a campaign.</summary>
public enum Moment
{
    Measuring,
    Trying, // held-out samples
    Gradients,
    Writing,
}

/// <summary>The sources of all silos of a test. A test may wait for a moment, do something then, and let the campaign go on.</summary>
internal sealed class TestSources : IGradientSources
{
    public const int RowCount = 24;

    public static readonly WeightLayout Layout = new([new("a", 40, 40), new("b", 20, 50)], TestSource.BlockSize);

    /// <summary>The part of the first weights that is best on held-out samples: at a half, neither the largest nor the smallest ridge is best.</summary>
    public double Best { get; set; } = 0.5;

    /// <summary>What is measured of weights, up to a factor: see <see cref="LossUnit"/>.</summary>
    public Func<float[], double> Loss { get; set; } = weights => weights.Sum(weight => (double)weight * weight);

    /// <summary>The mean loss where <see cref="Loss"/> is 1.</summary>
    public const double LossUnit = 0.55;

    private readonly Lock _lock = new();
    private (Moment Moment, int Stage, Func<Task> Act)? _awaited;

    public Task<IGradientSource> OpenAsync(CampaignSpec campaign, SolverThreads threads) => Task.FromResult<IGradientSource>(new TestSource(this));

    /// <summary>Does something the first time that a moment comes in a stage; who came there waits.</summary>
    /// <returns>Completes when it was done.</returns>
    public Task When(Moment moment, int stage, Func<Task> act)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            _awaited = (moment, stage, async () =>
            {
                await act();
                done.SetResult();
            });
        }

        return done.Task;
    }

    public async Task ReachAsync(Moment moment, int stage)
    {
        Func<Task>? act = null;
        lock (_lock)
        {
            if (_awaited is { } awaited && awaited.Moment == moment && awaited.Stage == stage)
                (act, _awaited) = (awaited.Act, null);
        }

        if (act is not null)
            await Task.Run(act);
    }
}
