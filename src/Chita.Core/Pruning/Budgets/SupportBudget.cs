using System.Globalization;
using Chita.Blocks;
using Chita.Campaigns;
using Chita.Collectives;
using Chita.Pruning.Schedules;
using Chita.Selection;

namespace Chita.Pruning.Budgets;

/// <summary>What a campaign's budget makes of a network's tensors: the levels, and the rule at each sparsity on the way to them (algorithm.md §6).</summary>
public sealed class SupportBudget
{
    /// <summary>By default a tensor keeps at least this part of the share that the network keeps.</summary>
    private const decimal DefaultFloorPart = 0.1m;

    private readonly BudgetSpec _budget;
    private readonly IReadOnlyList<TensorSize> _tensors;
    private readonly LayerBudgetSpec?[] _own; // what holds for single tensors

    /// <summary>Reads a budget.</summary>
    /// <param name="budget">The budget.</param>
    /// <param name="tensors">The prunable tensors, in the network's order.</param>
    public SupportBudget(BudgetSpec budget, IReadOnlyList<TensorSize> tensors)
    {
        (_budget, _tensors) = (budget, tensors);
        _own = [.. tensors.Select(tensor => budget.Layers.FirstOrDefault(layer => layer.Matches(tensor.Name)))];
        Weights = tensors.Sum(tensor => tensor.Weights);
        Levels = budget.Levels.Count > 0 ? budget.Levels
            : budget.Bytes is { } bytes ? [ByteBudget.Sparsity(bytes, tensors)]
            : [1 - budget.Flops!.Value];
    }

    /// <summary>p.</summary>
    public long Weights { get; }

    /// <summary>
    /// The levels of the frontier, rising; one for a run to one sparsity. Where the budget speaks of multiplications alone, the share of them that goes.
    /// </summary>
    public IReadOnlyList<decimal> Levels { get; }

    /// <summary>The highest level: that of the network that is written.</summary>
    public decimal Sparsity => Levels[^1];

    /// <summary>The most weights that are kept at the highest level.</summary>
    public long MostKept => At(Sparsity).Exchangeable ?? (_budget.Pattern.Kind == SupportKind.NofM ? Weights * _budget.Pattern.N / _budget.Pattern.M : Count(Sparsity));

    /// <summary>The stages on the way, from their first.</summary>
    public StageCourse Course(StagesSpec stages) => stages.Schedule == StageScheduleKind.Adaptive
        ? new AdaptiveStages(stages.Count, stages.Hold, stages.Start, Levels)
        : new PlannedStages(Plan(stages));

    /// <summary>The stages as they can be known beforehand: those that adapt as if all steps were equal.</summary>
    public StagePlan Plan(StagesSpec stages) => StagePlan.Create(
        stages.Schedule == StageScheduleKind.Adaptive ? StageScheduleKind.Geometric : stages.Schedule, stages.Count, stages.Hold, stages.Start, Levels);

    /// <summary>The tensors, ranked as the pattern needs it.</summary>
    /// <exception cref="InvalidInputException">The pattern does not fit the shape of one of them.</exception>
    public WeightLayout Lay(WeightLayout layout) => Refusing("budget: ", () => At(Sparsity).Lay(layout));

    /// <summary>Checks that there is something to keep that obeys.</summary>
    /// <param name="stages">The stages on the way.</param>
    /// <exception cref="InvalidInputException">There is not; the message shows the arithmetic.</exception>
    public void Check(StagesSpec stages)
    {
        foreach (var layer in _budget.Layers.Where(layer => !_own.Contains(layer)))
        {
            throw new InvalidInputException(_tensors.Any(tensor => layer.Matches(tensor.Name))
                ? $"budget.layers: \"{layer.Match}\" matches only tensors that an earlier item has; put it before, or remove it."
                : $"budget.layers: \"{layer.Match}\" matches no tensor to prune: there are {string.Join(", ", _tensors.Select(tensor => tensor.Name))}.");
        }

        if (stages.Count > 1 && stages.Schedule != StageScheduleKind.Constant && stages.Start >= Sparsity)
            throw new InvalidInputException(string.Create(CultureInfo.InvariantCulture, $"stages.start {stages.Start} is not below the sparsity that the budget comes to, {Sparsity:0.####}."));
        foreach (var level in Levels)
        {
            var rule = At(level);
            Refusing(string.Create(CultureInfo.InvariantCulture, $"{Name} {Of(level):0.####}: "), () =>
            {
                rule.Check([.. rule.Lay(new WeightLayout(_tensors, 1)).Tensors.Select(tensor => new LayerSize(tensor.Name, tensor.Weights, tensor.Pattern))]);
                return rule;
            });
        }
    }

    /// <summary>The rule at a sparsity, up to that of the budget. What single layers are told to lose grows in proportion.</summary>
    public ISelectionRule At(decimal sparsity) => _budget.Pattern.Kind switch
    {
        SupportKind.NofM => new NofM(_budget.Pattern.N, _budget.Pattern.M),
        SupportKind.Rows => Rows(sparsity),
        _ => _budget.Flops is null ? Bounded(sparsity) : Priced(sparsity),
    };

    private bool IsByFlops => _budget.Levels.Count == 0 && _budget.Bytes is null;

    private string Name => IsByFlops ? "budget.flops" : _budget.Levels.Count == 0 ? "budget.bytes, sparsity" : "budget.sparsity";

    private decimal Of(decimal level) => IsByFlops ? 1 - level : level;

    private long Count(decimal sparsity) => IsByFlops ? Weights : KeptWeights.Of(sparsity, Weights);

    private Bounded Bounded(decimal sparsity)
    {
        var part = Part(sparsity);
        var floors = new long[_tensors.Count];
        var caps = new long[_tensors.Count];
        for (var i = 0; i < _tensors.Count; i++)
        {
            var (weights, own) = (_tensors[i].Weights, _own[i]);
            if (own?.Sparsity is { } given)
            {
                floors[i] = caps[i] = (long)Math.Floor((1 - given * part) * weights);
                continue;
            }

            var cap = own?.Cap ?? _budget.Cap;
            caps[i] = cap == 1 ? long.MaxValue : (long)Math.Floor((1 - (1 - cap) * part) * weights);
            floors[i] = (own?.Floor ?? _budget.Floor) is { } floor ? (long)Math.Ceiling(floor * weights) : Math.Min(caps[i], DefaultFloor(sparsity, weights));
        }

        return new Bounded(Kept(sparsity, floors, caps), floors, caps);
    }

    private Priced Priced(decimal sparsity)
    {
        var (bounded, prices) = (Bounded(sparsity), _tensors.Select(Positions).ToArray());
        var dense = prices.Zip(_tensors).Sum(layer => layer.First * (double)layer.Second.Weights);
        return new Priced(bounded.Kept, prices, (double)(1 - (1 - _budget.Flops!.Value) * Part(sparsity)) * dense, bounded.Floors, bounded.Caps);
    }

    private WholeRows Rows(decimal sparsity)
    {
        var (kept, together) = (Count(sparsity), _budget.Pattern.N);
        return new WholeRows(kept, together, [.. _tensors.Select(Floor)]);

        long Floor(TensorSize tensor)
        {
            // Unlike single weights, rows are so few that the default may not fit; who wants a layer to die then says floor: 0.
            var least = _budget.Floor is { } floor ? (long)Math.Ceiling(floor * tensor.Weights) : Math.Max(1, DefaultFloor(sparsity, tensor.Weights));
            var group = Math.Min(tensor.Weights, tensor.Shape.Length > 0 ? tensor.Weights / tensor.Shape[0] * together : 1);
            return (least + group - 1) / group * group;
        }
    }

    private double Positions(TensorSize tensor) => _budget.Positions.FirstOrDefault(positions => positions.Matches(tensor.Name))?.Count
        ?? (tensor.Shape.Length <= 2 ? 1 : throw new InvalidInputException(
            $"budget.flops: {tensor.Name} is a convolution, and how often a sample uses its weights is not known; give the places of its output in budget.positions, such as {{ match: {tensor.Name}, count: 1024 }}."));

    private decimal Part(decimal sparsity) => Sparsity == 0 ? 1 : sparsity / Sparsity;

    /// <summary>One weight at least, unless the network keeps so few that this would decide.</summary>
    private long DefaultFloor(decimal sparsity, long weights) =>
        KeptWeights.Of(sparsity, Weights) < 2L * _tensors.Count ? 0 : Math.Max(1, (long)(DefaultFloorPart * (1 - sparsity) * weights));

    /// <summary>
    /// k. Whole weights of single tensors may not add up to it, on the way to the budget or where every tensor has a sparsity of its own: then it is what they add up to.
    /// </summary>
    private long Kept(decimal sparsity, long[] floors, long[] caps)
    {
        var kept = Count(sparsity);
        var (least, most) = (floors.Sum(), caps.Zip(_tensors).Sum(layer => Math.Min(layer.First, layer.Second.Weights)));
        return sparsity < Sparsity ? Math.Clamp(kept, Math.Min(least, most), most)
            : least == most && Math.Abs(least - kept) <= _tensors.Count || IsByFlops ? Math.Min(kept, most)
            : kept;
    }

    private static T Refusing<T>(string where, Func<T> ask)
    {
        try
        {
            return ask();
        }
        catch (ArgumentException refused)
        {
            var end = refused.Message.LastIndexOf(" (Parameter", StringComparison.Ordinal);
            throw new InvalidInputException(where + (end < 0 ? refused.Message : refused.Message[..end]), refused);
        }
    }
}
