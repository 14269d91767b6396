using System.Runtime.InteropServices;
using Chita.Data;
using Chita.Formats;
using Chita.Numerics;

namespace Chita.Core.Tests.Data;

public sealed class MixupTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_sample_is_itself_for_the_greater_part_and_the_next_one_for_the_rest()
    {
        using var dataset = Numbers(0, 10, 20);
        var reader = new BatchReader(dataset, augmentation: new Augmentation(Crop: false, Flip: false, Mixup: true));
        var seen = new List<float>();
        for (var place = 0; place < 200; place++)
        {
            SampleRef[] samples = [.. Enumerable.Range(0, 3).Select(i => new SampleRef(i, CounterRandom.For(place, i)))];
            using var batch = reader.Read(samples, augment: true);
            var values = batch.Inputs.data<float>().ToArray();
            Assert.InRange(values[0], 0, 5);
            Assert.InRange(values[1], 10, 15);
            Assert.InRange(values[2], 10, 20); // the next one of the last is the first
            seen.Add(values[0]);
        }

        Assert.InRange(seen.Average(), 2.2, 2.8); // shares are even from 0 to ½
        using var unchanged = reader.Read([new(0), new(1), new(2)], augment: false);
        Assert.Equal([0, 10, 20], unchanged.Inputs.data<float>().ToArray());
    }

    [Fact]
    public void The_target_is_that_of_either_as_often_as_its_share_says()
    {
        using var dataset = Numbers(0, 1);
        var reader = new BatchReader(dataset, augmentation: new Augmentation(Crop: false, Flip: false, Mixup: true));
        double others = 0, share = 0;
        for (var place = 0; place < 4000; place++)
        {
            using var batch = reader.Read([new(0, CounterRandom.For(1, place)), new(1, CounterRandom.For(2, place))], augment: true);
            share += batch.Inputs.data<float>()[0];
            others += batch.Targets.data<float>()[0];
        }

        Assert.InRange(others, share - 120, share + 120); // 1,000 of 4,000: four standard deviations
    }

    /// <summary>Samples of one number, each its own target.</summary>
    private Dataset Numbers(params float[] values)
    {
        var path = _folder["numbers.safetensors"];
        using (var writer = new SafetensorsWriter(path, [("inputs", SafetensorsType.F32, [values.Length, 1]), ("targets", SafetensorsType.F32, [values.Length])]))
        {
            writer.Write(MemoryMarshal.AsBytes(values.AsSpan()));
            writer.Write(MemoryMarshal.AsBytes(values.AsSpan()));
            writer.Complete();
        }

        return Dataset.Open(path);
    }
}
