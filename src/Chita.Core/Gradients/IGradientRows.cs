namespace Chita.Gradients;

/// <summary>A few consecutive rows of A over all prunable weights, until disposed.</summary>
public interface IGradientRows : IDisposable
{
    /// <summary>The first row's number in A.</summary>
    int First { get; }

    /// <summary>Number of rows.</summary>
    int Rows { get; }

    /// <summary>Copies a tile out, weight-major: for each weight its gradients in all these rows.</summary>
    /// <param name="weight">The tile's first weight, counted over all prunable tensors.</param>
    /// <param name="tile">weights × <see cref="Rows"/> gradients.</param>
    void CopyTile(long weight, Span<float> tile);
}
