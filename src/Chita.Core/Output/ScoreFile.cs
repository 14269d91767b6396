using System.Globalization;
using System.Runtime.InteropServices;
using Chita.Blocks;
using Chita.Formats;
using Chita.Pruning;

namespace Chita.Output;

/// <summary>
/// <c>scores.safetensors</c>: for each prunable weight what it is if it is kept, float32, at the dual vector of the weights that a run has
/// written (algorithm.md §4, z = w̄ − Aᵀq). The header's metadata has the rest of the dual function there. From this alone follows a support for any budget, with a bound.
/// </summary>
public sealed class ScoreFile : IDisposable
{
    /// <summary>The file's name in the output folder.</summary>
    public const string Name = "scores.safetensors";

    private const string Prefix = "chita.dual.";

    private readonly SafetensorsFile _file;

    private ScoreFile(SafetensorsFile file)
    {
        _file = file;
        Dual = new ScoredDual(Number("mu"), Number("offset"), Number("constant"), Number("scoreError"));
    }

    /// <summary>The dual function, less what the scores add to it.</summary>
    public ScoredDual Dual { get; }

    /// <summary>Begins the file; the scores are to be appended tensor by tensor.</summary>
    /// <param name="path">The file.</param>
    /// <param name="tensors">The prunable tensors, in the network's order.</param>
    /// <param name="dual">The dual function, less what the scores add to it.</param>
    public static SafetensorsWriter Create(string path, IReadOnlyList<TensorSize> tensors, ScoredDual dual)
    {
        ArgumentNullException.ThrowIfNull(dual);
        return new SafetensorsWriter(path, [.. tensors.Select(tensor => (tensor.Name, SafetensorsType.F32, tensor.Shape))], new Dictionary<string, string>
        {
            [Prefix + "mu"] = Text(dual.Mu),
            [Prefix + "offset"] = Text(dual.Offset),
            [Prefix + "constant"] = Text(dual.Constant),
            [Prefix + "scoreError"] = Text(dual.ScoreError),
        });
    }

    /// <summary>Opens the file.</summary>
    /// <exception cref="InvalidInputException">It cannot be read, or is none that a run has left.</exception>
    public static ScoreFile Open(string path)
    {
        var file = SafetensorsFile.Open(path);
        try
        {
            return new ScoreFile(file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>All scores, tensor by tensor.</summary>
    /// <param name="tensors">The prunable tensors, in the network's order.</param>
    /// <exception cref="InvalidInputException">The file has not those tensors, or a score is not finite.</exception>
    public float[] Read(IReadOnlyList<TensorSize> tensors)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        var scores = new float[tensors.Sum(tensor => tensor.Weights)];
        var rest = scores.AsSpan();
        foreach (var tensor in tensors)
        {
            if (_file.Find(tensor.Name) is not { Type: SafetensorsType.F32 } entry || !entry.Shape.AsSpan().SequenceEqual(tensor.Shape))
                throw new InvalidInputException($"{_file.Path}: has no scores of {tensor.Name} in the shape that the network has; it is not of this network.");
            var own = rest[..(int)tensor.Weights];
            _file.Read(entry, 0, MemoryMarshal.AsBytes(own));
            rest = rest[own.Length..];
        }

        return _file.Tensors.Count == tensors.Count ? scores
            : throw new InvalidInputException($"{_file.Path}: has scores of {_file.Tensors.Count} tensors, and {tensors.Count} are to be pruned; it is not of this network.");
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private double Number(string key) =>
        _file.Metadata.TryGetValue(Prefix + key, out var text) && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value)
            ? value
            : throw new InvalidInputException($"{_file.Path}: its header has no number {Prefix}{key}; expected a file that chita run has left.");
}
