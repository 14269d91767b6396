using Chita.Blocks;
using Chita.Campaigns;
using Chita.Pruning.Budgets;

namespace Chita.Planning;

/// <summary>A campaign as the cost model sees it: sizes and numbers of steps, no files.</summary>
public sealed record PlannedWork
{
    /// <summary>What iterations a solve is taken to need, unless it may do fewer. Golden problems need 2 to 24, 9 in the mean.</summary>
    public const int UsualIterations = 12;

    /// <summary>The campaign's name.</summary>
    public required string Name { get; init; }

    /// <summary>The tensors to prune.</summary>
    public required IReadOnlyList<TensorSize> Tensors { get; init; }

    /// <summary>Weights per block. Default 65,536.</summary>
    public int BlockSize { get; init; } = 65536;

    /// <summary>n, the rows of A; 0: no gradients are needed.</summary>
    public required int Rows { get; init; }

    /// <summary>How A is kept.</summary>
    public GradientStorage Storage { get; init; }

    /// <summary>The method.</summary>
    public PruningMethod Method { get; init; } = PruningMethod.Chita;

    /// <summary>Over what weights are chosen together.</summary>
    public BudgetScope Scope { get; init; }

    /// <summary>The share of weights that each stage keeps: an element for each stage.</summary>
    public required IReadOnlyList<double> KeptShares { get; init; }

    /// <summary>Iterations of a stage's solve.</summary>
    public double Iterations { get; init; } = UsualIterations;

    /// <summary>Samples that a row is the gradient of.</summary>
    public int BatchSize { get; init; } = 1;

    /// <summary>Samples of a measurement; 0: nothing is measured.</summary>
    public long EvaluationSamples { get; init; }

    /// <summary>Whether silos compute the rows, each with copies of the network; false: rows are made elsewhere.</summary>
    public bool HasNetwork { get; init; } = true;

    /// <summary>Whether A lies on the silos' disks, because their memory is too small for it.</summary>
    public bool Spilled { get; init; }

    /// <summary>A campaign whose network is known.</summary>
    /// <param name="spec">The campaign.</param>
    /// <param name="tensors">The tensors to prune.</param>
    /// <param name="rows">n.</param>
    /// <param name="evaluationSamples">Samples of a measurement.</param>
    public static PlannedWork Of(CampaignSpec spec, IReadOnlyList<TensorSize> tensors, int rows, long evaluationSamples)
    {
        ArgumentNullException.ThrowIfNull(spec);
        return new PlannedWork
        {
            Name = spec.Name, Tensors = tensors, BlockSize = spec.Execution.BlockSize, Rows = rows, Storage = spec.Solver.Storage, Method = spec.Solver.Method, Scope = spec.Budget.Scope,
            KeptShares = [.. new SupportBudget(spec.Budget, tensors).Plan(spec.Stages).Stages.Select(stage => 1 - (double)stage.Sparsity)],
            Iterations = spec.Solver.Method == PruningMethod.Chita ? Math.Min(UsualIterations, spec.Solver.MaxIterations) : spec.Solver.MaxIterations,
            BatchSize = spec.Calibration?.BatchSize ?? 1, EvaluationSamples = evaluationSamples,
        };
    }

    /// <summary>p.</summary>
    public long Weights => Tensors.Sum(tensor => tensor.Weights);

    /// <summary>How they are cut.</summary>
    public WeightLayout Layout => new(Tensors, BlockSize);
}
