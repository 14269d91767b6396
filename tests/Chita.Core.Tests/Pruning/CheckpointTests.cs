using System.Text.Json;
using Chita.Numerics;
using Chita.Pruning;
using Chita.Selection;

namespace Chita.Core.Tests.Pruning;

/// <summary>A solve that goes on elsewhere from a checkpoint ends with the same bits (architecture, contract 2).</summary>
public sealed class CheckpointTests : IDisposable
{
    private readonly SolverThreads _threads = new(2);

    public static TheoryData<string> Rules => ["unstructured", "per layer", "bounded", "n:m", "rows"];

    public void Dispose() => _threads.Dispose();

    [Theory, MemberData(nameof(Rules))]
    public async Task Interrupted_after_any_checkpoint_a_solve_goes_on_to_the_same_bits_on_fresh_blocks(string rule)
    {
        foreach (var seed in (int[])[1, 2, 3])
        {
            var problem = Slow(rule, seed);
            var whole = new RecordingJournal();
            var expected = await SolveAsync(problem, whole);
            if (seed == 1)
                Assert.InRange(whole.Checkpoints.Count, rule == "rows" ? 1 : 2, int.MaxValue);

            for (var i = 0; i < whole.Checkpoints.Count; i++)
            {
                var until = new RecordingJournal { FailsAfter = i };
                Assert.Equal("The disk is full.", (await Assert.ThrowsAsync<IOException>(() => SolveAsync(problem, until))).Message);
                var checkpoint = until.Checkpoints[i];
                Assert.Equal(8 * (i + 1), checkpoint.Iteration);

                var after = new RecordingJournal { Resume = Stored(checkpoint) };
                var resumed = await SolveAsync(problem, after);
                Assert.Equal(expected.Result, resumed.Result);
                Assert.Equal(Bits(expected.Weights), Bits(resumed.Weights));
                Assert.Equal(whole.Reports.Skip(checkpoint.Iteration), after.Reports);
                Assert.Equal(whole.Checkpoints.Skip(i + 1).Select(Json), after.Checkpoints.Select(Json));
            }
        }
    }

    [Fact]
    public async Task A_checkpoint_is_taken_before_the_work_of_its_iteration()
    {
        var journal = new RecordingJournal { FailsAfter = 1 };
        await Assert.ThrowsAsync<IOException>(() => SolveAsync(Slow("unstructured", 1), journal));
        Assert.Equal(15, journal.Reports[^1].Iteration);
        Assert.Equal([8, 16], journal.Checkpoints.Select(checkpoint => checkpoint.Iteration));
    }

    [Fact]
    public async Task A_solve_that_fails_to_save_commits_nothing()
    {
        var problem = Slow("unstructured", 1);
        using var blocks = problem.ToBlocks(_threads);
        await Assert.ThrowsAsync<IOException>(() => new DualNewton().SolveAsync(
            problem.ToProblem(), blocks.Root, _threads, new RecordingJournal { FailsAfter = 0 }, CancellationToken.None));
        Assert.Equal(problem.Weights, blocks.Read());
    }

    [Fact]
    public async Task Storing_a_checkpoint_as_json_changes_no_bit()
    {
        var journal = new RecordingJournal();
        await SolveAsync(Slow("unstructured", 1), journal);
        Assert.All(journal.Checkpoints, checkpoint => AssertSame(checkpoint, Stored(checkpoint)));
    }

    [Fact]
    public void Nor_does_any_double_that_there_is() => Gen.Double.Where(double.IsFinite).Array.Sample(values =>
    {
        var checkpoint = new SolveCheckpoint
        {
            Iteration = 8, Q = values, BestStart = [], BestQ = values, BestObjective = values.FirstOrDefault(), HighestQ = [],
            HighestBound = -0.0, Gaps = [double.Epsilon, double.MaxValue],
        };
        AssertSame(checkpoint, Stored(checkpoint));
    });

    [Theory, InlineData(3, 8), InlineData(2, 7), InlineData(2, 0)]
    public async Task A_checkpoint_of_another_problem_is_refused_before_any_work(int rows, int iteration)
    {
        var problem = new SmallProblem { Gradients = [[1, 2], [3, 4]], Weights = [1, 2], Kept = 1, Ridge = 1, FirstOrder = 0 };
        var checkpoint = new SolveCheckpoint
        {
            Iteration = iteration, Q = new double[rows], BestStart = [], BestQ = new double[rows], BestObjective = 1, HighestQ = [], HighestBound = 0, Gaps = new double[iteration],
        };
        var error = await Assert.ThrowsAsync<ArgumentException>(() => SolveAsync(problem, new RecordingJournal { Resume = checkpoint }));
        Assert.Contains($"The checkpoint at iteration {iteration} with {rows} dual variables", error.Message);
    }

    /// <summary>A problem that takes chita many iterations at tolerance 0: more than 16 of seed 1, more than 8 with rows.</summary>
    private static SmallProblem Slow(string rule, int seed)
    {
        var (random, weights) = (new Random(seed), 400);
        return new SmallProblem
        {
            Gradients = [.. Enumerable.Range(0, 60).Select(_ => Values())], Weights = Values(), Kept = weights / 5, Ridge = 1e-2, FirstOrder = 1.0 / 16,
            Tensors = [new("a", 10, weights / 20), new("b", 10, weights / 20)],
            Rule = rule switch
            {
                "per layer" => new PerLayer(weights / 10, weights / 20),
                "bounded" => new Bounded(weights / 5, [0, weights / 20], [weights / 8, 9999]),
                "n:m" => new NofM(1, 4),
                "rows" => new WholeRows(weights / 2, 2),
                _ => null,
            },
        };

        // Columns of many sizes make many iterations; budgets of layers and whole rows want columns of one size.
        float[] Values() => [.. Enumerable.Range(0, weights).Select(j => (random.NextSingle() - 0.5f) * (rule is "per layer" or "rows" ? 1 : MathF.Pow(10, (j % 7 - 3) / 3f)))];
    }

    private async Task<Solved> SolveAsync(SmallProblem problem, RecordingJournal journal)
    {
        using var blocks = problem.ToBlocks(_threads, blockSize: 64);
        var result = await new DualNewton().SolveAsync(problem.ToProblem(), blocks.Root, _threads, journal, TestContext.Current.CancellationToken);
        return new Solved(result, blocks.Read());
    }

    private static SolveCheckpoint Stored(SolveCheckpoint checkpoint) => JsonSerializer.Deserialize<SolveCheckpoint>(Json(checkpoint))!;

    private static string Json(SolveCheckpoint checkpoint) => JsonSerializer.Serialize(checkpoint);

    private static void AssertSame(SolveCheckpoint expected, SolveCheckpoint actual) => Assert.Equal(Bits(expected), Bits(actual));

    private static long[] Bits(SolveCheckpoint checkpoint) =>
    [
        checkpoint.Iteration,
        .. new[] { checkpoint.Q, checkpoint.BestStart, checkpoint.BestQ, [checkpoint.BestObjective], checkpoint.HighestQ, [checkpoint.HighestBound], checkpoint.Gaps }
            .SelectMany(values => values.Select(BitConverter.DoubleToInt64Bits).Prepend(values.Length)),
    ];

    private static int[] Bits(float[] values) => Array.ConvertAll(values, BitConverter.SingleToInt32Bits);
}
