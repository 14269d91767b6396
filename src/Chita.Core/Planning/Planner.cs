using System.Globalization;
using Chita.Campaigns;
using Chita.Numerics;

namespace Chita.Planning;

/// <summary>Puts memory, time and verdict of a campaign together.</summary>
public static class Planner
{
    /// <summary>Plans.</summary>
    /// <param name="work">The campaign.</param>
    /// <param name="cluster">Its silos.</param>
    /// <param name="sourceBytes">What the gradient source takes on each; null: what a network's session would.</param>
    /// <param name="placement">What silos that are there said; null: they are not, so the model decides.</param>
    public static PlanReport Plan(PlannedWork work, PlannedCluster cluster, long? sourceBytes = null, KnownPlacement? placement = null)
    {
        ArgumentNullException.ThrowIfNull(work);
        ArgumentNullException.ThrowIfNull(cluster);
        var need = MemoryNeed.Of(work, cluster.Threads, sourceBytes);
        if (placement?.Spilled ?? (cluster.Spills && !need.Fits(work, cluster.Silos, cluster.Memory)))
            need = MemoryNeed.Of(work = work with { Spilled = true }, cluster.Threads, sourceBytes);
        var fits = placement is null ? need.Fits(work, cluster.Silos, cluster.Memory) : placement.Refusal is null;
        var model = new CostModel(work, cluster, need);
        var stages = work.KeptShares.Count;
        var parts = work.KeptShares.Select(model.SolveParts).Aggregate((sum, next) => sum + next);
        var (gradients, evaluation) = (model.Gradients(), model.Evaluation());
        var blocks = placement?.FullestBytes ?? need.BlockBytesOn(cluster.Silos);
        var tree = TreeShape.Of(work.Layout);
        return new PlanReport
        {
            Name = work.Name, Fits = fits, Weights = need.Weights, Rows = work.Rows, Stages = stages,
            Storage = work.Storage.Word(), Blocks = need.Blocks, MatrixBytes = need.MatrixBytes, Silos = cluster.Silos, Threads = cluster.Threads,
            Refusal = fits ? null : placement?.Refusal ?? Refusal(work, cluster, need),
            Remedies = fits ? null : Remedies.Of(work, cluster, sourceBytes),
            PerSilo = new PlannedSilo(
                cluster.Memory == long.MaxValue ? null : cluster.Memory, need.ProcessBytes, need.SourceBytes, need.SolveBytes, blocks, need.FixedBytes + blocks, need.DiskBytesOn(cluster.Silos)),
            Solve = new PlannedSolve(
                work.Iterations, work.KeptShares.Average(model.Passes), tree.Calls, tree.RemoteCalls(cluster.Silos), 8L * work.Rows, SolveWorkspace.AnswerBytes(work.Rows)),
            Seconds = new PlannedSeconds(
                model.Collective(), work.KeptShares.Average(kept => model.Solve(kept).Iteration), parts.Total / stages, Mean(parts, stages),
                gradients?.Total, evaluation, parts.Total + stages * gradients?.Total + evaluation),
            Dominant = Dominant(parts, stages, gradients, evaluation),
            Notice = Notice(work, cluster.Speeds), Speeds = cluster.Speeds,
        };
    }

    private static string Refusal(PlannedWork work, PlannedCluster cluster, MemoryNeed need)
    {
        var room = Int128.Max(0, cluster.Memory - need.FixedBytes);
        var silos = cluster.Silos == 1 ? "1 silo" : string.Create(CultureInfo.InvariantCulture, $"{cluster.Silos} silos");
        return $"{work.Name}: blocks need {ByteSize.Text(need.BlockBytes)} in all; {silos} of {ByteSize.Text(cluster.Memory)} have {ByteSize.Text(room)} each for them, "
            + $"after {ByteSize.Text(need.FixedBytes)} for the process, copies of the network and the solve.";
    }

    private static string? Notice(PlannedWork work, MachineSpeeds speeds)
    {
        string?[] notices = [work.Spilled ? "A lies on the silos' disks; passes are as fast as those, and the times here are those of memory" : null, Assumed(speeds)];
        return notices.OfType<string>().ToArray() is { Length: > 0 } some ? string.Join("; ", some) : null;
    }

    private static string? Assumed(MachineSpeeds speeds) => !speeds.AnswersAssumed ? null : string.Create(
        CultureInfo.InvariantCulture,
        $"a silo has too little memory free to measure how long blocks take to answer; {1e6 * speeds.AnswerSeconds:0.#} µs are assumed, as on the machine of docs/scaling.md");

    private static SolveSeconds Mean(SolveSeconds sum, int stages) =>
        new(sum.Passes / stages, sum.Ranking / stages, sum.Gram / stages, sum.Factor / stages, sum.Messages / stages);

    private static string Dominant(SolveSeconds parts, int stages, GradientSeconds? gradients, double? evaluation)
    {
        (string Name, double Seconds)[] all =
        [
            ("passes over A", parts.Passes), ("ranking of scores", parts.Ranking), ("changes of G", parts.Gram), ("factors of G", parts.Factor),
            ("messages", parts.Messages), ("forward and backward", stages * (gradients?.Compute ?? 0)), ("rows on the network", stages * (gradients?.Send ?? 0)),
            ("measurements", evaluation ?? 0),
        ];
        return all.MaxBy(part => part.Seconds).Name;
    }
}

/// <summary>How the placement that <c>run</c> uses answered.</summary>
/// <param name="Refusal">Why the blocks do not fit; null when they do.</param>
/// <param name="FullestBytes">Bytes of blocks on the fullest silo; null when they do not fit.</param>
/// <param name="Spilled">Whether A goes to the silos' disks.</param>
public sealed record KnownPlacement(string? Refusal, long? FullestBytes, bool Spilled = false);
