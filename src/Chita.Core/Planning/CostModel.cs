using Chita.Campaigns;
using Chita.Pruning.Layers;

namespace Chita.Planning;

/// <summary>
/// How long a campaign takes, by counting bytes, operations and messages (docs/scaling.md has the formulas and what they leave out). Pure:
/// the same numbers give the same answer.
/// </summary>
/// <param name="work">The campaign.</param>
/// <param name="cluster">Its silos.</param>
/// <param name="need">What it takes of them.</param>
public sealed class CostModel(PlannedWork work, PlannedCluster cluster, MemoryNeed need)
{
    /// <summary>Line searches in an iteration: where none of four steps rises, four shorter ones are tried. Counted in the 30 golden solves, as are ...</summary>
    private const double Searches = 1.38;

    /// <summary>... steps that go to a point between, which takes a pass of its own, and selections.</summary>
    private const double Points = 1.16;

    /// <summary>Weights that enter or leave the support in an iteration, as a part of all: read off the traffic of the golden solves.</summary>
    private const double Changed = 0.04;

    /// <summary>G is rebuilt every so many iterations.</summary>
    private const double AnchorInterval = 8;

    /// <summary>Scores ranked in an iteration, for each weight: in a search four steps three times and Probe's four; at a point one three times, and the selection.</summary>
    private const double RankedScores = Searches * 16 + Points * (3 + Selection);

    /// <summary>A selection writes as well: it takes as long as ranking so many scores.</summary>
    private const double Selection = 4;

    /// <summary>The same outside of iterations: the first point and the last one, and the weights near the border that swaps look at.</summary>
    private const double OtherScores = 2 * (4 + Selection) + 6;

    /// <summary>Bytes of scores read in an iteration, for each weight: both ends of the line by Rank, Probe and Select. Aim and Score have theirs at hand.</summary>
    private const double ScoreBytes = 16 * (Searches * 3 + Points * 3);

    /// <summary>Collectives of a solve outside its iterations: sizes, moments, the first and the last selection, swaps at the border, commit.</summary>
    private const double Others = 24;

    /// <summary>Bytes of a histogram: some 200 digits occur, with a number of 4 bytes and a count of 8 for each.</summary>
    private const int HistogramBytes = 2400;

    // Collectives of an iteration, and bytes up from each node: Aim, Rank and Rank with four steps, Probe, then Score, Rank and Rank with one, Select.
    private static readonly (double Times, int Bytes)[] Answers =
    [
        (Searches, 4 * HistogramBytes), (Searches, 4 * HistogramBytes), (Searches, 4 * 256), (Searches, 64),
        (Points, HistogramBytes), (Points, HistogramBytes), (Points, 256), (Points, 64),
    ];

    private readonly MachineSpeeds _speeds = cluster.Speeds;
    private readonly TreeShape _tree = TreeShape.Of(work.Layout);

    private double TotalCores => cluster.Silos * cluster.Cores;

    /// <summary>The part of the blocks that the fullest silo holds.</summary>
    private double Share => need.BlockBytes == 0 ? 1 : (double)need.BlockBytesOn(cluster.Silos) / (double)need.BlockBytes;

    /// <summary>Iterations of a solve: none where support and weights follow from magnitudes; a layer alone, from its last budget on, needs half of them.</summary>
    private double Iterations => work.Method is PruningMethod.Magnitude or PruningMethod.BlockBso ? 0 : ByLayer ? work.Iterations / 2 : work.Iterations;

    private bool ByLayer => work.Scope == BudgetScope.Layer;

    /// <summary>Solves of a stage, each of which reads A.</summary>
    private double Solves => ByLayer ? LayerLocal.SolvesOfEach : 1;

    /// <summary>Matrices that are factored in an iteration of a solve.</summary>
    private double Factors => ByLayer ? work.Tensors.Count : 1;

    /// <summary>Bytes of A that a stage's solve reads, over those of A.</summary>
    /// <param name="kept">The share of weights that stay.</param>
    public double Passes(double kept) => work.Rows == 0 ? 0 : work.Method switch
    {
        // Moments and the last selection; Aim and Score in each iteration; kept columns for G at anchors and for the commit.
        PruningMethod.Chita => Solves * (2 + (1 + Points) * Iterations + kept * (2 + Math.Floor(Iterations / AnchorInterval)) + Changed * Iterations),
        PruningMethod.BlockBso => 3,
        PruningMethod.Magnitude => 0,
        _ => 2 + Iterations * (0.06 + 3.6 * kept), // the active set's columns only; fitted to docs/performance.md
    };

    /// <summary>Seconds of one score collective: q down to every block, a pass, a histogram up.</summary>
    public double Collective() => Call(8L * work.Rows, HistogramBytes) + PassSeconds(1) + RankSeconds(1);

    /// <summary>Seconds of one iteration of a solve, and of a whole one.</summary>
    /// <param name="kept">The share of weights that stay.</param>
    public (double Iteration, double Total) Solve(double kept)
    {
        var parts = SolveParts(kept);
        var once = work.Method == PruningMethod.Chita && Iterations > 0 ? IterationSeconds(kept) : parts.Total / Math.Max(1, Iterations);
        return (once, parts.Total);
    }

    /// <summary>Seconds of a stage's solve, by what takes them.</summary>
    /// <param name="kept">The share of weights that stay.</param>
    public SolveSeconds SolveParts(double kept)
    {
        var factors = work.Rows == 0 ? 0 : Iterations + 1;
        var rebuilds = 1 + Math.Floor(Iterations / AnchorInterval);
        var columns = work.Method switch
        {
            PruningMethod.Chita => rebuilds * kept + Changed * Iterations,
            PruningMethod.Bso or PruningMethod.Cd => kept,
            _ => 0,
        };
        return new SolveSeconds(
            Passes: PassSeconds(Passes(kept)),
            Ranking: Solves * (RankSeconds(OtherScores + RankedScores * Iterations) + ScoreSeconds * Iterations),
            Gram: Solves * GramSeconds(columns),
            Factor: work.Method is PruningMethod.Chita ? Solves * factors * FactorSeconds : 0,
            Messages: Solves * (Others * Call(8L * work.Rows, 1024) + Iterations * IterationMessages()));
    }

    /// <summary>Seconds of a stage's gradients; null when it is not known how long a sample takes.</summary>
    public GradientSeconds? Gradients()
    {
        if (work.Rows == 0)
            return new GradientSeconds(0, 0);
        if (!work.HasNetwork) // every row comes in from outside
            return new GradientSeconds(0, sizeof(float) * (double)work.Weights * work.Rows / (cluster.Silos * cluster.SendRate));
        if (_speeds.SampleSeconds is not { } sample)
            return null;
        double samples = (double)work.Rows * work.BatchSize, bytes = sizeof(float) * (double)work.Weights, away = (cluster.Silos - 1.0) / cluster.Silos;
        var compute = samples * sample / (cluster.Silos * cluster.Working);
        // Each silo sends its part of the rows, and before that fetches the weights that others hold.
        var sent = bytes * away * (work.Rows / (double)cluster.Silos + 1) / cluster.SendRate;
        return new GradientSeconds(compute, sent);
    }

    /// <summary>Seconds of all measurements: dense, magnitude, pruned, each sample a forward pass, a third of a gradient.</summary>
    public double? Evaluation() => work.EvaluationSamples == 0 ? 0 : work.EvaluationSamples * _speeds.SampleSeconds / (cluster.Silos * cluster.Working);

    /// <summary>Seconds for a message to every node and an answer back, without what the blocks do.</summary>
    /// <param name="down">Bytes of the message.</param>
    /// <param name="up">Bytes of each answer.</param>
    public double Call(double down, double up)
    {
        var remote = _tree.RemoteCalls(cluster.Silos);
        var answered = _tree.Blocks * _speeds.AnswerSeconds;
        var added = _tree.Calls * up / _speeds.SumBytesPerSecond;
        var carried = remote * (down + up) / _speeds.TileBytesPerSecond;
        var cpu = (_tree.Calls - remote) * _speeds.LocalCallSeconds + remote * _speeds.RemoteCallSeconds + answered + added + carried;

        // A grain asks its children one after the other: half of a call is its own.
        var chain = _tree.Widest * (_speeds.LocalCallSeconds / 2 + up / _speeds.SumBytesPerSecond);
        // The coordinator's silo is where most answers meet.
        var away = (cluster.Silos - 1.0) / cluster.Silos;
        var wire = cluster.Silos == 1 ? 0 : away * (_tree.Layers + Math.Min(_tree.Branches, 64)) * (down + up) / cluster.SendRate;
        var latency = cluster.Silos == 1 ? 0 : 2 * cluster.Latency * Math.Min(_tree.Levels, 3);
        return Math.Max(Math.Max(cpu / TotalCores, chain), wire) + latency;
    }

    private double FactorSeconds => Factors * Math.Pow(work.Rows, 3) / 3 / (cluster.Working * _speeds.CholeskyFlops);

    private double IterationSeconds(double kept) =>
        PassSeconds(1 + Points + Changed) + RankSeconds(RankedScores) + ScoreSeconds + GramSeconds(kept / AnchorInterval + Changed) + FactorSeconds + IterationMessages();

    /// <summary>Every collective of an iteration, and the change of G.</summary>
    private double IterationMessages() =>
        Answers.Sum(answer => answer.Times * Call(8L * work.Rows, answer.Bytes)) + (work.Method == PruningMethod.Chita ? Call(0, SolveWorkspace.AnswerBytes(work.Rows)) : 0);

    private double PassSeconds(double passes) => passes * (double)need.MatrixBytes * Share / cluster.PassRate;

    private double RankSeconds(double scores) => scores * work.Weights * Share * _speeds.RankSeconds / cluster.Working;

    private double ScoreSeconds => ScoreBytes * work.Weights * Share / cluster.PassRate;

    private double GramSeconds(double columns) =>
        columns * work.Weights * Share * Math.Pow(work.Rows, 2) / (cluster.Working * _speeds.GramFlops);
}
