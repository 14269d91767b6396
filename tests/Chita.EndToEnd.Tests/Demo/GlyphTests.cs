using Chita.Client.Demo;
using Chita.Data;
using Chita.Networks;

namespace Chita.EndToEnd.Tests.Demo;

public sealed class GlyphTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("chita-glyphs-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_same_seed_draws_the_same_images_and_another_seed_others()
    {
        var set = GlyphSet.Draw(40, 1);
        Assert.Equal(set.Pixels, GlyphSet.Draw(40, 1).Pixels);
        Assert.NotEqual(set.Pixels, GlyphSet.Draw(40, 2).Pixels);
        Assert.Equal(4, set.Labels.Count(label => label == 7));
    }

    [Fact]
    public void Written_images_are_read_back_with_their_labels()
    {
        var set = GlyphSet.Draw(23, 1);
        var path = Path.Combine(_folder, set.Write(_folder, "train"));
        using var data = Dataset.Open(path);
        Assert.Equal(23, data.Count);
        Assert.Equal([1, 20, 20], data.SampleShape);
        Assert.Equal(set.Pixels, File.ReadAllBytes(path)[16..]);
    }

    [Fact]
    public void Training_twice_gives_the_same_network_that_loads_and_has_learned_something()
    {
        var (train, test) = (GlyphSet.Draw(1_500, 1), GlyphSet.Draw(300, 2));
        var epochs = new List<TrainingEpoch>();
        var paths = new[] { Path.Combine(_folder, "a.pt"), Path.Combine(_folder, "b.pt") };
        Assert.All(paths, path => GlyphTraining.Run(train, test, 3, path, epochs.Add, TestContext.Current.CancellationToken));
        Assert.Equal(epochs[..(epochs.Count / 2)], epochs[(epochs.Count / 2)..]);
        Assert.True(epochs[^1].Accuracy > 0.3, $"accuracy {epochs[^1].Accuracy}"); // guessing gives 0.1

        using var first = TorchScriptNetwork.Load(paths[0]);
        using var second = TorchScriptNetwork.Load(paths[1]);
        Assert.Equal(8, first.Tensors.Count);
        Assert.All(first.Tensors, tensor => Assert.Equal(first.Read(tensor.Name), second.Read(tensor.Name)));
    }
}
