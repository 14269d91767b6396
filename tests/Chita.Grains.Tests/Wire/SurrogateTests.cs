using Chita.Collectives;
using Chita.Collectives.Patterns;
using Chita.Grains.Tree;
using Chita.Output;
using Chita.Pruning;
using Chita.Reports;
using Chita.Selection;

namespace Chita.Grains.Tests.Wire;

/// <summary>Everything of Core that travels arrives as it was sent.</summary>
public sealed class SurrogateTests
{
    private static readonly LayerSize[] Layers = [new("a", 3, BlockPattern.None), new("b", 8, new LargestOfEach(2, 4, 1))];

    private static readonly double[] Vector = [1.5, -0.0, double.Epsilon, 1e300];

    [Fact]
    public void Layers_of_a_node() => AssertArrives(new LayerSizes(Layers));

    [Fact]
    public void Moments() => AssertArrives(new Moments(Layers, 1.25, 2.5, Vector));

    [Fact]
    public void Moments_without_gradients() => AssertArrives(new Moments(Layers, 1.25, 0, []));

    [Fact]
    public void Histograms() => AssertArrives(Histogram.Of<long>([0, 3, long.MaxValue]));

    [Fact]
    public void Digits() => AssertArrives(new ScoreDigits(2, uint.MaxValue));

    [Fact]
    public void Cuts() => AssertArrives(new Cut(uint.MaxValue, 12, 13, 14));

    [Fact]
    public void Questions() => AssertArrives(new RankQuery(Vector, [default, new ScoreDigits(1, 7)]));

    [Fact]
    public void Cuts_of_a_line() => AssertArrives(new LineCuts(Vector, [Cut.Nothing, new Cut(1, 2, 3)]));

    [Fact]
    public void Sums_along_a_line() => AssertArrives(new LineSums(Vector));

    [Fact]
    public void Ties() => AssertArrives(new TieCounts([0, long.MaxValue]));

    [Fact]
    public void Borders() => AssertArrives(new BorderColumns(9, [long.MaxValue], [1], [0.5], [1.5f, 2.5f]));

    [Fact]
    public void Sums_of_vectors() => AssertArrives(new VectorSum(Vector));

    [Fact]
    public void Selections() => AssertArrives(new SelectionSums(3, 1.5, 2.5));

    [Fact]
    public void Changes_of_the_gram_matrix() => AssertArrives(new GramChange(Vector, [1, 2], 4, 5));

    [Fact]
    public void No_change() => AssertArrives(GramChange.None);

    [Fact]
    public void Points() => AssertArrives(new PointSums(Vector, 0.125));

    [Fact]
    public void Gradients() => AssertArrives(new GradientSums(3.5, 4.5, Vector));

    [Fact]
    public void Sweeps() => AssertArrives(new DescentSums(Vector, 0.125));

    [Fact]
    public void A_minimum_of_nothing() => AssertArrives(new Smallest(double.PositiveInfinity));

    [Fact]
    public void Commits() => AssertArrives(new CommitSums(99));

    [Fact]
    public void Problems() => AssertArrives(new PruningProblem { Rule = new Unstructured(1), Rows = 2, Ridge = 3, FirstOrder = 4, Tolerance = 5, MaxIterations = 6 });

    [Fact]
    public void The_dual_function_at_a_point() => AssertArrives(new ScoredDual(0.5, -0.0, double.Epsilon, 1e300));

    public static TheoryData<ISelectionRule> Rules => [new Unstructured(3), new PerLayer(1, 2), new Bounded(9, [1, 2], [3, 4]), new Priced(9, [2.5, 1], 7.5, [1, 2], [3, 4]), new NofM(2, 4), new WholeRows(8, 2), new WholeRows(8, 2, [2, 4])];

    public static TheoryData<BlockPattern> Patterns => [BlockPattern.None, new LargestOfEach(2, 4, 9), new WholeGroups(2, 27)];

    [Theory, MemberData(nameof(Rules), DisableDiscoveryEnumeration = true)]
    public void Every_rule_as_what_it_is(ISelectionRule rule)
    {
        var sent = new PruningProblem { Rule = rule, Rows = 2, Ridge = 3 };
        AssertSame(rule, Wires.Read<PruningProblem>(Wires.Write(sent)).Rule);
        AssertSame(rule, Wires.Copy(sent).Rule);
    }

    [Theory, MemberData(nameof(Patterns), DisableDiscoveryEnumeration = true)]
    public void Every_pattern_as_what_it_is(BlockPattern pattern)
    {
        var sent = new LayerSize("a", 3, pattern);
        AssertSame(pattern, Wires.Read<LayerSize>(Wires.Write(sent)).Pattern);
        AssertSame(pattern, Wires.Copy(sent).Pattern);
    }

    [Fact]
    public void Results() => AssertArrives(new SolveResult(new Certificate(1.5, -2.5, 0.25), 3, 4));

    [Fact]
    public void Results_without_gradients() => AssertArrives(new SolveResult(null, 0, 4));

    [Fact]
    public void Progress() => AssertArrives(new SolveProgress(3, new Certificate(1.5, null, null)));

    [Fact]
    public void Models() => AssertArrives(new WrittenModel([new LayerReport("a", 3, 2), new LayerReport("b", 5, 0)], "sha256:00",
        [new TensorRecord("a", "F32", [3], 2, "sha256:01"), new TensorRecord("c", "I64", [], null, "sha256:02")]));

    [Fact]
    public void Tickets() => AssertArrives(new Ticket(3, long.MaxValue));

    // Show looks at a value's declared type, and so sees nothing of what implements an interface.
    private static void AssertSame(object sent, object received)
    {
        Assert.Equal(sent.GetType(), received.GetType());
        Assert.Equal(Wires.Show(sent), Wires.Show(received));
    }

    private static void AssertArrives<T>(T sent)
    {
        Assert.Equal(Wires.Show(sent), Wires.Show(Wires.Read<T>(Wires.Write(sent))));
        Assert.Equal(Wires.Show(sent), Wires.Show(Wires.Copy(sent)));
    }
}
