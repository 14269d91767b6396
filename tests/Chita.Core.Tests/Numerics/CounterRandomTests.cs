using Chita.Numerics;

namespace Chita.Core.Tests.Numerics;

public sealed class CounterRandomTests
{
    [Fact]
    public void Draws_are_those_of_the_published_generator()
    {
        // The first outputs of splitmix64.c from the seed 1234567.
        ulong[] published = [6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431, 16408922859458223821];
        Assert.Equal(published, published.Select((_, i) => new CounterRandom(1234567).Bits(i)));
    }

    [Fact]
    public void Below_stays_in_its_range() => Gen.Select(Gen.ULong, Gen.Int[1, int.MaxValue], Gen.Long).Sample(
        (key, bound, counter) => new CounterRandom(key).Below(bound, counter) is var value && value >= 0 && value < bound);

    [Fact]
    public void Below_reaches_every_value_about_equally_often()
    {
        var counts = new int[9];
        for (var i = 0; i < 9000; i++)
            counts[CounterRandom.For(1, 2).Below(9, i)]++;
        Assert.All(counts, count => Assert.InRange(count, 850, 1150)); // 1000 ± 5 standard deviations; the seed is fixed
    }

    [Fact]
    public void Shuffle_permutes() => Gen.Select(Gen.ULong, Gen.Int[0, 100]).Sample(
        (key, count) =>
        {
            var values = Enumerable.Range(0, count).ToArray();
            new CounterRandom(key).Shuffle(values);
            Assert.Equal(Enumerable.Range(0, count), values.Order());
        });

    [Fact]
    public void The_order_of_the_key_s_parts_matters() =>
        Assert.Equal(6, new[] { CounterRandom.For(), CounterRandom.For(0), CounterRandom.For(0, 0), CounterRandom.For(1, 2), CounterRandom.For(2, 1), CounterRandom.For(3) }.Distinct().Count());
}
