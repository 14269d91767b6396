using System.Globalization;

namespace Chita.Pruning.Tuning;

/// <summary>
/// Chooses λ, and then α, by the loss on held-out samples of the network that they lead to (algorithm.md §7). With a small λ the solve makes A v = −α·1, so a stage
/// lowers the linearised loss by α at most: α is a length of step, and is looked for as a part of the loss that is there to be lowered. Whoever tells it the same
/// losses gets the same numbers.
/// </summary>
public sealed class NumberSearch
{
    /// <summary>Powers of ten that a first search tries for λ.</summary>
    private const int LeastRidge = -6, MostRidge = 0;

    /// <summary>Powers of two of α as a part of the loss: from 1/64 to 2. A first search begins at 1/4.</summary>
    private const int LeastPart = -6, MostPart = 1, FirstPart = -2;

    /// <summary>Trials of other α.</summary>
    private const int MostSteps = 3;

    private readonly double? _firstOrder;
    private readonly double _loss;
    private readonly List<Trial> _trials = [];
    private readonly Queue<double> _ridges; // to be tried
    private Trial? _best;
    private int _bestPart; // of α; where α is given, without effect
    private int _part;     // of what is tried
    private int _steps;    // in search of α
    private int _direction;
    private bool _paid; // whether the direction led to a lower loss

    /// <summary>Begins a search.</summary>
    /// <param name="ridge">λ, where it is given; null: to be chosen.</param>
    /// <param name="firstOrder">α, where it is given; null: to be chosen.</param>
    /// <param name="loss">The mean loss on the held-out samples before the stage.</param>
    /// <param name="first">
    /// λ that the campaign's last search over all of them has chosen; null: this is one. Others stay within a decade of it. One that followed the stage before would drift, for a stage looks no
    /// further than itself: it gains by a λ so small that later stages pay for it, or so large that hardly anything moves.
    /// </param>
    /// <param name="before">α of the stage before, as a part of the loss before that; null: there was none.</param>
    public NumberSearch(double? ridge, double? firstOrder, double loss, double? first = null, double? before = null)
    {
        (_firstOrder, _loss) = (firstOrder, loss);
        _ridges = new Queue<double>(
            ridge is { } given ? [given]
            : first is { } chosen ? [chosen, 10 * chosen, chosen / 10]
            : Enumerable.Range(LeastRidge, MostRidge - LeastRidge + 1).Select(Decade));
        _part = before is > 0 ? Math.Clamp((int)Math.Round(Math.Log2(before.Value)), LeastPart, MostPart) : FirstPart;
        Next = Numbers(_ridges.Dequeue());
    }

    /// <summary>What to try next; null: the numbers are chosen.</summary>
    public ModelNumbers? Next { get; private set; }

    /// <summary>All trials, in order.</summary>
    public IReadOnlyList<Trial> Trials => _trials;

    /// <summary>The best trial so far; of equal ones that with the larger λ.</summary>
    /// <exception cref="InvalidOperationException">There was none.</exception>
    public Trial Best => _best ?? throw new InvalidOperationException("Nothing was tried yet.");

    /// <summary>Tells what came of the last trial.</summary>
    /// <param name="loss">The loss; not a number, or infinite, where the numbers led to no network.</param>
    public void Tell(double loss)
    {
        var tried = Next ?? throw new InvalidOperationException("The numbers are chosen: nothing is to be tried.");
        var trial = new Trial(tried, double.IsNaN(loss) ? double.PositiveInfinity : loss);
        _trials.Add(trial);
        var isBest = _best is not { } best || trial.Loss < best.Loss || trial.Loss == best.Loss && tried.Ridge > best.Numbers.Ridge;
        if (isBest)
            (_best, _bestPart) = (trial, _part);
        Next = _ridges.TryDequeue(out var ridge) ? Numbers(ridge) : Step(isBest);
    }

    /// <summary>Another α: longer ones while that pays; else shorter ones.</summary>
    private ModelNumbers? Step(bool paid)
    {
        if (_firstOrder is not null || _steps == MostSteps)
            return null;
        if (_direction == 0)
            _direction = _bestPart < MostPart ? 1 : -1;
        else if (paid)
            _paid = true;
        else if (_paid || _direction < 0)
            return null;
        else
            _direction = -1;
        if (_bestPart + _direction is < LeastPart or > MostPart)
            return null;
        _steps++;
        _part = _bestPart + _direction;
        return Numbers(Best.Numbers.Ridge);
    }

    private ModelNumbers Numbers(double ridge) => new(ridge, _firstOrder ?? Math.ScaleB(_loss, _part));

    /// <summary>A power of ten, correctly rounded on every machine.</summary>
    private static double Decade(int power) => double.Parse(string.Create(CultureInfo.InvariantCulture, $"1e{power}"), CultureInfo.InvariantCulture);
}
