namespace Chita.Faults;

/// <summary>Waits for a strike's moment, by what the campaign says of itself and by the files it leaves.</summary>
internal sealed class Aim(Strike strike, Reference reference, string campaign, string folder, CampaignObserver observer, TimeSpan patience)
{
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(5);

    /// <summary>Returns when it has come; false when the campaign has ended before.</summary>
    public async Task<bool> TakeAsync()
    {
        var (stage, random) = (strike.Stage, strike.Random);
        var gradients = reference.GradientSeconds[stage - 1];
        var last = reference.Iterations[stage - 1];
        switch (strike.Moment)
        {
            case Moment.Gradients:
                return await SeenAsync(seen => seen.Status.Progress.Stage == stage && seen.IsComputingGradients, random.NextDouble() * 0.8 * gradients);
            case Moment.Sealing when strike.Slices:
                return await SeenAsync(seen => seen.Status.Progress.Stage == stage && seen.IsComputingGradients, 0) && await FileAsync(Path.Combine("slices", "published", "slices"), $"{stage - 1}", random.Next(60));
            case Moment.Sealing:
                return await SeenAsync(seen => seen.Status.Progress.Stage > stage || seen.Status.Progress.Stage == stage && (seen.IsSealing || seen.IsSolving), 0.05 * random.NextDouble());
            case Moment.Solve:
                var iteration = random.Next(last);
                return await SeenAsync(seen => seen.Status.Progress.Stage == stage && seen.IsSolving && seen.Status.Progress.Iteration >= iteration, 0.05 * random.NextDouble());
            case Moment.Commit:
                return await SeenAsync(seen => seen.Status.Progress.Stage > stage || seen.Status.Progress.Stage == stage && seen.IsSolving && seen.Status.Progress.Iteration >= last - 1, 0.15 * random.NextDouble());
            case Moment.Persist:
                return await FileAsync(".chita", $"weights-{stage}", random.Next(60));
            case Moment.Measuring:
                return await SeenAsync(seen => seen.IsMeasuring && (stage > 1 || seen.Status.Phase != "measuring the dense network"), 0.5 * random.NextDouble());
            default:
                return await SeenAsync(seen => seen.IsWriting, 0.1 * random.NextDouble());
        }
    }

    private async Task<bool> SeenAsync(Func<Observation, bool> wanted, double seconds)
    {
        var seen = await observer.UntilAsync(each => each.HasEnded || wanted(each), patience);
        await Task.Delay(TimeSpan.FromSeconds(seen.HasEnded ? 0 : seconds));
        return !observer.Seen[^1].HasEnded;
    }

    private async Task<bool> FileAsync(string root, string name, int milliseconds)
    {
        root = Path.Combine(folder, root);
        var end = observer.Now + patience;
        while (!Directory.Exists(root) || !Directory.EnumerateDirectories(root, $"{campaign}-*").Any(run => Path.Exists(Path.Combine(run, name))))
        {
            if (observer.Now > end)
                throw new TimeoutException($"{campaign}: {name} did not appear in {root}.");
            if (observer.Seen is [.., { HasEnded: true }])
                return false;
            await Task.Delay(Glance);
        }

        await Task.Delay(milliseconds);
        return true;
    }
}
