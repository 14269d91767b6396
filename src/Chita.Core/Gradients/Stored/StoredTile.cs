using Chita.Formats;

namespace Chita.Gradients.Stored;

/// <summary>Some rows of a tensor's gradients, in a file.</summary>
/// <param name="First">The first row's number in A.</param>
/// <param name="Rows">How many.</param>
/// <param name="File">The file.</param>
/// <param name="Entry">The tensor in it: rows × the tensor's shape.</param>
internal sealed record StoredTile(int First, int Rows, SafetensorsFile File, SafetensorsEntry Entry)
{
    /// <summary>The row after the last.</summary>
    public int End => First + Rows;

    /// <summary>Reads gradients of consecutive weights in one row.</summary>
    /// <param name="row">The row's number in A.</param>
    /// <param name="weight">The first weight in the tensor, row-major.</param>
    /// <param name="gradients">Takes them, as float32.</param>
    /// <exception cref="InvalidInputException">The file cannot be read, or one of them is no number.</exception>
    public void Read(int row, long weight, Span<float> gradients)
    {
        var weights = Entry.Shape.Skip(1).Aggregate(1L, (product, dimension) => product * dimension);
        File.ReadFloats(Entry, (row - First) * weights + weight, gradients);
        var bad = Numerics.Finite.IndexOfNotFinite(gradients);
        if (bad >= 0)
            throw new InvalidInputException($"{File.Path}: tensor {Entry.Name}, row {row}, weight {weight + bad} is {gradients[bad]}; gradients are finite numbers.");
    }
}
