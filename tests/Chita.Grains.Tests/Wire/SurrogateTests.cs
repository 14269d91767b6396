using Chita.Collectives;
using Chita.Grains.Tree;
using Chita.Output;
using Chita.Pruning;
using Chita.Reports;

namespace Chita.Grains.Tests.Wire;

/// <summary>Everything of Core that travels arrives as it was sent.</summary>
public sealed class SurrogateTests
{
    private static readonly double[] Vector = [1.5, -0.0, double.Epsilon, 1e300];

    [Fact]
    public void Moments() => AssertArrives(new Moments(7, 1.25, 2.5, Vector));

    [Fact]
    public void Moments_without_gradients() => AssertArrives(new Moments(7, 1.25, 0, []));

    [Fact]
    public void Histograms() => AssertArrives(new Histogram([0, 3, long.MaxValue]));

    [Fact]
    public void Digits() => AssertArrives(new ScoreDigits(2, uint.MaxValue));

    [Fact]
    public void Cuts() => AssertArrives(new Cut(uint.MaxValue, 12, 13, 14));

    [Fact]
    public void Questions() => AssertArrives(new RankQuery(Vector, [default, new ScoreDigits(1, 7)]));

    [Fact]
    public void Cuts_of_a_line() => AssertArrives(new LineCuts(Vector, [Cut.Nothing, new Cut(1, 2, 3)]));

    [Fact]
    public void Sums_along_a_line() => AssertArrives(new LineSums(Vector, [1, 2]));

    [Fact]
    public void Ties() => AssertArrives(new TieCounts([0, long.MaxValue]));

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
    public void Problems() => AssertArrives(new PruningProblem { Kept = 1, Rows = 2, Ridge = 3, FirstOrder = 4, Tolerance = 5, MaxIterations = 6 });

    [Fact]
    public void Results() => AssertArrives(new SolveResult(new Certificate(1.5, -2.5, 0.25), 3, 4));

    [Fact]
    public void Results_without_gradients() => AssertArrives(new SolveResult(null, 0, 4));

    [Fact]
    public void Progress() => AssertArrives(new SolveProgress(3, new Certificate(1.5, null, null)));

    [Fact]
    public void Models() => AssertArrives(new WrittenModel([new LayerReport("a", 3, 2), new LayerReport("b", 5, 0)], "sha256:00"));

    [Fact]
    public void Tickets() => AssertArrives(new Ticket(3, long.MaxValue, 2));

    private static void AssertArrives<T>(T sent)
    {
        Assert.Equal(Wires.Show(sent), Wires.Show(Wires.Read<T>(Wires.Write(sent))));
        Assert.Equal(Wires.Show(sent), Wires.Show(Wires.Copy(sent)));
    }
}
