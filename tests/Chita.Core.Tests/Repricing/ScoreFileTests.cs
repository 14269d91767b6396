using System.Runtime.InteropServices;
using Chita.Blocks;
using Chita.Formats;
using Chita.Output;
using Chita.Pruning;

namespace Chita.Core.Tests.Repricing;

/// <summary>What a run writes of its scores is read back to the last bit, or not at all.</summary>
public sealed class ScoreFileTests : IDisposable
{
    private static readonly ScoredDual Dual = new(0.1 + 0.2, -0.0, -1e-300, double.Epsilon);
    private static readonly TensorSize[] Tensors = [new("b", 2, 3), new("a", 4)];

    private readonly TemporaryFolder _folder = new();

    private string Path => _folder[ScoreFile.Name];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Scores_come_in_the_order_of_the_network_with_the_dual_function()
    {
        var scores = Enumerable.Range(0, 10).Select(i => i / 3f).ToArray();
        Write(scores);
        using var file = ScoreFile.Open(Path);
        Assert.Equal(Dual, file.Dual);
        Assert.Equal(scores, file.Read(Tensors));
    }

    [Fact]
    public void Scores_of_another_network_are_refused()
    {
        Write(new float[10]);
        using var file = ScoreFile.Open(Path);
        foreach (var other in (TensorSize[][])[[new("b", 3, 2), new("a", 4)], [new("b", 2, 3), new("c", 4)], [new("b", 2, 3)]])
            Assert.Contains("it is not of this network", Assert.Throws<InvalidInputException>(() => file.Read(other)).Message);
    }

    [Fact]
    public void A_file_without_the_dual_function_is_refused()
    {
        using (var file = new SafetensorsWriter(Path, [("a", SafetensorsType.F32, [1])], new Dictionary<string, string> { ["chita.dual.mu"] = "NaN" }))
        {
            file.Write(new byte[4]);
            file.Complete();
        }

        Assert.Equal($"{Path}: its header has no number chita.dual.mu; expected a file that chita run has left.", Assert.Throws<InvalidInputException>(() => ScoreFile.Open(Path)).Message);
    }

    private void Write(float[] scores)
    {
        using var file = ScoreFile.Create(Path, Tensors, Dual);
        file.Write(MemoryMarshal.AsBytes<float>(scores));
        file.Complete();
    }
}
