namespace Chita.Blocks;

/// <content>What comes in and goes out: weights, tiles of gradients, stages.</content>
public sealed partial class WeightBlock
{
    // Cells (row, weight) received this stage, by tile origin: a tile that comes twice counts once.
    private readonly Dictionary<(int Row, int Weight), int> _tiles = [];

    /// <summary>Sets the network's weights: w̄ and w.</summary>
    /// <exception cref="InvalidInputException">A weight is not finite.</exception>
    public void Load(int first, ReadOnlySpan<float> weights)
    {
        for (var j = 0; j < weights.Length; j++)
        {
            if (!float.IsFinite(weights[j]))
                throw new InvalidInputException($"{_id}: weight {first + j} is {weights[j]}; a network to prune has finite weights.");
        }

        weights.CopyTo(_dense.Slice(first, weights.Length));
        weights.CopyTo(_weights.Slice(first, weights.Length));
    }

    /// <summary>Copies weights w out.</summary>
    public void Read(int first, Span<float> weights) => _weights.Slice(first, weights.Length).CopyTo(weights);

    /// <summary>Begins a stage: w̄ ← w, and the rows of A are to come anew.</summary>
    public void BeginStage()
    {
        _weights.Slice(0, Weights).CopyTo(_dense.Slice(0, Weights));
        _flags.Slice(0, Weights).Clear();
        _tiles.Clear();
        _columns ??= GradientColumns.Create(_storage, Weights, Rows);
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

        for (var i = 0; i < tile.Length; i++)
        {
            if (!float.IsFinite(tile[i]))
            {
                throw new NumericalException(
                    $"{_id}: the gradient of weight {weight + i / rows} in row {row + i % rows} of A is {tile[i]}. "
                    + "Does the network give finite losses on the calibration data?");
            }
        }

        for (var j = 0; j < weights; j++)
            Columns.Write(weight + j, row, tile.Slice(j * rows, rows));
        _tiles[(row, weight)] = tile.Length;
    }

    /// <summary>Checks that every row has come, so that the solve may begin.</summary>
    /// <exception cref="InvalidOperationException">Gradients are missing.</exception>
    public void Seal()
    {
        var received = _tiles.Values.Sum(cells => (long)cells);
        if (received != (long)Rows * Weights)
            throw new InvalidOperationException($"{_id}: {received} of {(long)Rows * Weights} gradients have come.");
    }
}
