using Chita.Collectives;
using Chita.Selection;

namespace Chita.Pruning;

/// <summary>A dual vector, whose scores and selection stand in the blocks.</summary>
/// <param name="Q">q; an empty vector stands for 0, where the scores are the weights.</param>
/// <param name="Selection">S(q).</param>
/// <param name="Dual">D(q).</param>
/// <param name="Bound">D(q) with rounding allowed for.</param>
internal sealed record DualPoint(double[] Q, SelectionSums Selection, double Dual, double Bound);

/// <summary>
/// Steps along which D rises. Scores are linear in q, so one pass over A, at the end of a line, gives D at any number of its points.
/// </summary>
internal sealed class DualAscent(PruningProblem problem, ICollectives blocks, Moments moments)
{
    /// <summary>A rise of D that needs a step shorter than this part of Newton's is none.</summary>
    private const double ShortestStep = 1.0 / 4096;

    /// <summary>
    /// The longest step that rises by this part of the highest tried is taken. The very top of a line lies on a kink of D, from where
    /// the next line hardly rises: measured on golden/mlpnet.json, exact line searches end with larger gaps.
    /// </summary>
    private const double EnoughOfTheRise = 0.75;

    private static readonly double[] FirstSteps = [1, 0.5, 0.25, 0.125];

    private readonly ISelectionRule _rule = problem.Rule;
    private readonly DualFunction _dual = new(problem, moments);

    /// <summary>Goes to q: one pass over A (none for q = 0).</summary>
    public async Task<DualPoint> StartAsync(double[] q)
    {
        var (cuts, selection) = await _rule.SelectAtAsync(blocks, q);
        return At(q, cuts, selection);
    }

    /// <summary>Goes towards Newton's q by a step on which D rises; null when it does not rise.</summary>
    public async Task<DualPoint?> RiseAsync(DualPoint here, double[] newton)
    {
        var steps = FirstSteps;
        var coarse = await blocks.AimAsync(newton, _rule.Coarse(steps));
        while (true)
        {
            var cuts = await _rule.CutAsync(blocks, steps, coarse);
            var sums = await blocks.ProbeAsync(cuts);
            var duals = steps.Select((step, i) => _dual.Value(Between(here.Q, newton, step), cuts.Most(sums.KeptScoreSquares[i], i))).ToArray();

            var most = duals.Max() - here.Dual;
            var rising = Array.FindIndex(duals, dual => dual > here.Dual && dual - here.Dual >= EnoughOfTheRise * most);
            if (rising >= 0)
            {
                return steps[rising] == 1
                    ? At(newton, cuts.At(rising), await blocks.SelectAsync(cuts.At(rising), project: false))
                    : await StartAsync(Between(here.Q, newton, steps[rising]));
            }

            steps = [.. steps.Select(step => step / 16)];
            if (steps[^1] < ShortestStep)
                return null;
            coarse = await blocks.RankAsync(_rule.Coarse(steps));
        }
    }

    private DualPoint At(double[] q, LineCuts cuts, SelectionSums selection)
    {
        var squares = cuts.Most(selection.KeptScoreSquares);
        return new DualPoint(q, selection, _dual.Value(q, squares), _dual.Bound(q, squares, cuts));
    }

    private static double[] Between(double[] from, double[] to, double step)
    {
        var q = new double[to.Length];
        for (var i = 0; i < q.Length; i++)
        {
            var start = from.Length == 0 ? 0 : from[i];
            q[i] = start + step * (to[i] - start);
        }

        return q;
    }
}
