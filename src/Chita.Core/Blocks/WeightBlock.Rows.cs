using Chita.Numerics;

namespace Chita.Blocks;

/// <content>What comes in and goes out: weights, tiles of gradients, stages.</content>
public sealed partial class WeightBlock
{
    /// <summary>Ranges of missing rows that a message names.</summary>
    private const int NamedRanges = 4;

    private readonly RowCoverage _coverage; // gradients received this stage

    /// <summary>Sets the network's weights: w̄ and w.</summary>
    /// <exception cref="InvalidInputException">A weight is not finite.</exception>
    public void Load(int first, ReadOnlySpan<float> weights)
    {
        var bad = Finite.IndexOfNotFinite(weights);
        if (bad >= 0)
            throw new InvalidInputException($"{_id}: weight {first + bad} is {weights[bad]}; a network to prune has finite weights.");
        weights.CopyTo(_dense.Slice(first, weights.Length));
        weights.CopyTo(_weights.Slice(first, weights.Length));
    }

    /// <summary>Copies weights w out.</summary>
    public void Read(int first, Span<float> weights) => _weights.Slice(first, weights.Length).CopyTo(weights);

    /// <summary>Copies the scores out at which the last question has left them, the line's from, rounded to float32.</summary>
    public void ReadScores(int first, Span<float> scores)
    {
        for (var j = 0; j < scores.Length; j++)
            scores[j] = (float)_from[first + j];
    }

    /// <summary>Begins a stage: w̄ ← w, and the rows of A are to come anew.</summary>
    public void BeginStage()
    {
        _weights.Slice(0, Weights).CopyTo(_dense.Slice(0, Weights));
        _flags.Slice(0, Weights).Clear();
        _coverage.Clear();
    }

    /// <summary>Takes the last commit back: w ← w̄.</summary>
    public void Restore() => _dense.Slice(0, Weights).CopyTo(_weights.Slice(0, Weights));

    /// <summary>Takes in a tile of gradients. The same tile may come again.</summary>
    /// <param name="row">First row of A.</param>
    /// <param name="rows">Number of rows.</param>
    /// <param name="weight">First weight in the block.</param>
    /// <param name="tile">Weight-major: for each weight its gradients in these rows.</param>
    /// <exception cref="NumericalException">A gradient is not finite.</exception>
    public void WriteTile(int row, int rows, int weight, ReadOnlySpan<float> tile)
    {
        var weights = rows > 0 ? tile.Length / rows : 0;
        if (weights * rows != tile.Length || row < 0 || row > Rows - rows || weight < 0 || weight > Weights - weights)
            throw new ArgumentException($"{_id}: a tile of {tile.Length} gradients at row {row}, weight {weight} does not fit {Rows} rows of {Weights} weights.");

        var bad = Finite.IndexOfNotFinite(tile);
        if (bad >= 0)
        {
            throw new NumericalException(
                $"{_id}: the gradient of weight {weight + bad / rows} in row {row + bad % rows} of A is {tile[bad]}. "
                + "Does the network give finite losses on the calibration data?");
        }

        MakeColumns();
        _columns.Write(weight, row, rows, tile);
        _columns.Release();
        _coverage.Add(row, rows, weight, weights);
    }

    /// <summary>Moves A to a local disk, where it stays: memory is needed for others. Nothing else changes.</summary>
    /// <param name="folder">The folder.</param>
    /// <exception cref="IOException">The disk has not the room. A stays where it was.</exception>
    public void Spill(string folder)
    {
        if (_spill is not null)
            return;
        if (_columns is { } inMemory)
        {
            _columns = inMemory.MovedTo(GradientColumns.Create(_storage, Weights, Rows, folder));
            inMemory.Dispose();
        }

        _spill = folder;
    }

    /// <summary>Rows of A of which gradients are missing this stage, ascending, with rows that are there between any two ranges.</summary>
    public RowRange[] MissingRows() => _coverage.Missing;

    /// <summary>Checks that every gradient has come, so that the solve may begin.</summary>
    /// <exception cref="InvalidOperationException">Gradients are missing; their rows are named.</exception>
    public void Seal()
    {
        if (_coverage.IsComplete)
            return;
        var missing = MissingRows();
        var named = string.Join(", ", missing.Take(NamedRanges));
        var more = missing.Length > NamedRanges ? " and more" : "";
        throw new InvalidOperationException(
            $"{_id}: not all gradients have come: {missing.Sum(range => range.Count)} of {Rows} rows are missing or have holes: {named}{more}.");
    }
}
