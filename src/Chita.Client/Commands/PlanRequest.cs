using Chita.Blocks;
using Chita.Planning;

namespace Chita.Client.Commands;

/// <summary>What to plan, and for which silos.</summary>
internal sealed record PlanRequest
{
    /// <summary>The campaign file; null: <see cref="Weights"/> stands for it.</summary>
    public string? File { get; init; }

    /// <summary>p of a network that is not there.</summary>
    public long? Weights { get; init; }

    /// <summary>Tensors that these are spread over, all alike.</summary>
    public int Tensors { get; init; }

    /// <summary>n, likewise.</summary>
    public int Rows { get; init; }

    /// <summary>Samples of a row, likewise.</summary>
    public int BatchSize { get; init; }

    /// <summary>Stages, likewise.</summary>
    public int Stages { get; init; }

    /// <summary>The sparsity of each, likewise.</summary>
    public double Sparsity { get; init; }

    /// <summary>How A is kept, likewise.</summary>
    public GradientStorage Storage { get; init; }

    /// <summary>Weights per block, likewise.</summary>
    public int BlockSize { get; init; }

    /// <summary>Whether rows come from elsewhere, likewise.</summary>
    public bool RowsElsewhere { get; init; }

    /// <summary>Seconds of a thread for one sample, likewise; null: not known.</summary>
    public double? SampleSeconds { get; init; }

    /// <summary>Iterations of a solve; null: what is usual.</summary>
    public int? Iterations { get; init; }

    /// <summary>Silos that are not there; null: those that are.</summary>
    public int? Silos { get; init; }

    /// <summary>Bytes of each; null: this machine's.</summary>
    public long? Memory { get; init; }

    /// <summary>The folder on a local disk of each for A that does not fit into memory; null: none.</summary>
    public string? Spill { get; init; }

    /// <summary>Bytes per second of each; null: no limit.</summary>
    public double? Network { get; init; }

    /// <summary>Solver threads of each; 0: this machine's.</summary>
    public int Threads { get; init; }

    /// <summary>Cores of each; null: as many as threads.</summary>
    public double? Cores { get; init; }

    /// <summary>What machines do; null: it is measured.</summary>
    public MachineSpeeds? Speeds { get; init; }

    /// <summary>A campaign of which nothing is there yet: weights in tensors that are all alike.</summary>
    public PlannedWork Imagined()
    {
        var (each, rest) = Math.DivRem(Weights!.Value, Tensors);
        return new PlannedWork
        {
            Name = "plan",
            Tensors = [.. Enumerable.Range(0, Tensors).Select(i => new TensorSize($"tensor {i}", each + (i < rest ? 1 : 0)))],
            Rows = Rows, BatchSize = BatchSize, Storage = Storage, BlockSize = BlockSize, HasNetwork = !RowsElsewhere,
            KeptShares = [.. Enumerable.Repeat(1 - Sparsity, Stages)],
        };
    }
}
