using Chita.Blocks;

namespace Chita.Gradients.Stored;

/// <summary>Rows of A in files: a tile is read when it is asked for, so that no process ever holds a whole row.</summary>
/// <param name="store">The files; not owned.</param>
/// <param name="layout">The tensors to prune, in order.</param>
/// <param name="first">The first row's number in A.</param>
/// <param name="rows">Number of rows.</param>
/// <param name="user">Keeps the store open; disposed with the rows.</param>
internal sealed class StoredRows(GradientStore store, WeightLayout layout, int first, int rows, IDisposable user) : IGradientRows
{
    /// <inheritdoc/>
    public int First => first;

    /// <inheritdoc/>
    public int Rows => rows;

    /// <inheritdoc/>
    public void CopyTile(long weight, Span<float> tile)
    {
        foreach (var tensor in layout.Tensors)
        {
            if (weight < tensor.Weights)
            {
                store.Read(tensor.Name, weight, first, rows, tile); // a tile never leaves its block, and a block never its tensor
                return;
            }

            weight -= tensor.Weights;
        }

        throw new ArgumentOutOfRangeException(nameof(weight));
    }

    /// <inheritdoc/>
    public void Dispose() => user.Dispose();
}
