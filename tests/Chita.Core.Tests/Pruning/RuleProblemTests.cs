using Chita.Blocks;
using Chita.Numerics;
using Chita.Pruning;
using Chita.Selection;

namespace Chita.Core.Tests.Pruning;

/// <summary>Every method under every rule, on problems small enough to try all supports that the rule allows.</summary>
public sealed class RuleProblemTests : IDisposable
{
    private static readonly Gen<(TensorSize[] Tensors, ISelectionRule Rule)> PerLayers = Plain.Select(tensors =>
        (tensors.Tensors, (ISelectionRule)new PerLayer([.. tensors.Tensors.Select((tensor, i) => Share(tensors.Shares[i], 0, tensor.Weights))])));

    private static readonly Gen<(TensorSize[] Tensors, ISelectionRule Rule)> Bounds = Plain.Select(drawn =>
    {
        var (tensors, shares) = drawn;
        long[] floors = [.. tensors.Select((tensor, i) => Share(shares[i] * shares[i], 0, tensor.Weights))];
        long[] caps = [.. tensors.Select((tensor, i) => Share(shares[2 + i], floors[i], tensor.Weights))];
        return (tensors, (ISelectionRule)new Bounded(Share(shares[4], floors.Sum(), caps.Sum()), floors, caps));
    });

    private static readonly Gen<(TensorSize[] Tensors, ISelectionRule Rule)> Prices = Gen.Select(Plain, Gen.Int[1, 5].Array[2], Gen.Double[0, 1], Gen.Double[0, 1]).Select((drawn, prices, share, money) =>
    {
        var (tensors, shares) = drawn;
        long[] floors = [.. tensors.Select((tensor, i) => Share(shares[i] * shares[i], 0, tensor.Weights))];
        long[] caps = [.. tensors.Select((tensor, i) => Share(shares[2 + i], floors[i], tensor.Weights))];
        double Cost(long[] kept) => kept.Zip(prices).Sum(layer => (double)layer.First * layer.Second);
        var budget = Cost(floors) + money * (Cost(caps) - Cost(floors));
        return (tensors, (ISelectionRule)new Priced(Share(share, floors.Sum(), caps.Sum()), [.. prices.Select(price => (double)price)], budget, floors, caps));
    });

    private static readonly Gen<(TensorSize[] Tensors, ISelectionRule Rule)> Pairs = Gen.Select(Gen.Int[1, 3], Gen.Int[0, 3], Gen.Long[1, 2], Gen.Long[1, 2])
        .Select((m, n, outputs, window) =>
            (Two([outputs, m], [1, m, window]), (ISelectionRule)new NofM(Math.Min(n, m), m)));

    private static readonly Gen<(TensorSize[] Tensors, ISelectionRule Rule)> RowGroups =
        Gen.Select(Gen.Int[1, 2], Gen.Long[1, 3], Gen.Long[1, 2], Gen.Long[1, 3], Gen.Double[0, 1], Gen.Int[0, 2]).Select((together, first, second, size, share, floored) =>
        {
            var tensors = Two([first * together, size], [second * together, 1, 2]);
            long[]? floors = floored == 0 ? null : [floored == 1 ? size * together : 0, 2 * together];
            return (tensors, (ISelectionRule)new WholeRows(Share(share, floors?.Sum() ?? 0, tensors.Sum(tensor => tensor.Weights)), together, floors));
        });

    private readonly SolverThreads _threads = new(2);

    public static TheoryData<string, string> Cases
    {
        get
        {
            var cases = new TheoryData<string, string>();
            foreach (var rule in (string[])["per layer", "bounded", "priced", "n:m", "rows"])
            {
                foreach (var method in (string[])["magnitude", "bso", "chita"])
                    cases.Add(rule, method);
            }

            return cases;
        }
    }

    private static Gen<(TensorSize[] Tensors, double[] Shares)> Plain =>
        Gen.Select(Gen.Long[1, 5], Gen.Long[1, 5], Gen.Double[0, 1].Array[5]).Select((a, b, shares) => (Two([a], [b]), shares));

    public void Dispose() => _threads.Dispose();

    [Theory, MemberData(nameof(Cases))]
    public async Task Bound_optimum_objective_and_magnitude_stand_in_this_order_and_the_support_obeys(string rule, string method) =>
        await Problems(rule).SampleAsync(async problem =>
        {
            var allowed = AllowedSupports.Of(problem.Rule!, problem.Tensors!).ToArray();
            var optimum = allowed.Min(support => problem.Objective(problem.Backsolve(support)));
            var solved = await problem.SolveAsync(PruningMethods.Named(method), _threads);
            var magnitude = await problem.SolveAsync(new Magnitude(), _threads);

            Assert.True(solved.LowerBound <= optimum + 1e-12 * problem.Scale, $"The bound {solved.LowerBound:r} is above {optimum:r}.");
            Assert.InRange(solved.Objective, optimum - problem.Rounding, magnitude.Objective + problem.Rounding);
            Assert.Equal(problem.Objective(solved.Weights), solved.Objective, problem.Float32Rounding(solved.Weights));
            Assert.Contains(allowed, support => !solved.Support.Except(support).Any());
        }, iter: 300);

    [Theory, MemberData(nameof(Cases))]
    public async Task The_number_of_solver_threads_changes_no_bit(string rule, string method)
    {
        var random = new Random(3);
        TensorSize[] tensors = [new("conv", 30, 12, 5, 5), new("fc", 14, 100)];
        var weights = (int)tensors.Sum(tensor => tensor.Weights);
        var problem = new SmallProblem
        {
            Gradients = [.. Enumerable.Range(0, 20).Select(_ => Values())], Weights = Values(), Kept = 0, Ridge = 1e-3, FirstOrder = 1.0 / 16, Tensors = tensors,
            Rule = rule switch
            {
                "per layer" => new PerLayer(2000, 300),
                "bounded" => new Bounded(2000, [0, 400], [1700, 9999]),
                "priced" => new Priced(5000, [25, 1], 40_000, [0, 100], [9000, 1400]),
                "n:m" => new NofM(1, 4),
                _ => new WholeRows(4000, 2),
            },
        };
        var (alone, shared) = (await Bits(1), await Bits(3));
        Assert.Equal(alone, shared);

        float[] Values() => [.. Enumerable.Range(0, weights).Select(_ => random.NextSingle() - 0.5f)];

        async Task<string> Bits(int count)
        {
            using var threads = new SolverThreads(count);
            var solved = await problem.SolveAsync(PruningMethods.Named(method), threads, maxIterations: 8, blockSize: 2500);
            return $"{solved.Objective:r} {solved.LowerBound:r} {solved.Result.Iterations} {string.Join(' ', solved.Weights)}";
        }
    }

    internal static Gen<SmallProblem> Problems(string rule) => (rule switch
    {
        "per layer" => PerLayers,
        "bounded" => Bounds,
        "priced" => Prices,
        "n:m" => Pairs,
        _ => RowGroups,
    }).SelectMany(drawn =>
    {
        var p = (int)drawn.Tensors.Sum(tensor => tensor.Weights);
        return Gen.Int[1, 5].SelectMany(n => Gen.Select(
            RandomProblemTests.Entry.Array[p].Array[n], Gen.Int[0, 7].Array[p], Gen.Int[0, 7].Array[n], RandomProblemTests.Weight.Array[p],
                RandomProblemTests.Ridge, RandomProblemTests.FirstOrder)
            .Select((rows, columnKinds, rowKinds, weights, ridge, firstOrder) => new SmallProblem
            {
                Gradients = RandomProblemTests.Degenerate(rows, columnKinds, rowKinds), Weights = weights, Kept = 0, Ridge = ridge, FirstOrder = firstOrder,
                Rule = drawn.Rule, Tensors = drawn.Tensors,
            }));
    });

    private static TensorSize[] Two(long[] first, long[] second) => [new("a", first), new("b", second)];

    private static long Share(double share, long least, long most) => least + (long)Math.Round(share * (most - least));
}
