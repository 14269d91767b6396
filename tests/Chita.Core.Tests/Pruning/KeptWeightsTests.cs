using System.Globalization;
using System.Numerics;
using Chita.Pruning;

namespace Chita.Core.Tests.Pruning;

public sealed class KeptWeightsTests
{
    [Theory]
    [InlineData("0.8", 200_000, 40_000)]
    [InlineData("0.9", 272_474, 27_247)]
    [InlineData("0.98", 79_400, 1_588)]
    [InlineData("0", 7, 7)]
    [InlineData("0.5", 7, 3)]
    [InlineData("0.5", 0, 0)]
    [InlineData("0.999999999999", 1_000_000_000_000, 1)]
    [InlineData("0.9999999999990", 1_000_000_000_000, 1)]
    [InlineData("0.9999999999991", 1_000_000_000_000, 0)]
    [InlineData("0.0000000000000000000000000001", 1_000_000_000_000, 999_999_999_999)]
    public void Keeps_exactly_the_floor(string sparsity, long weights, long kept) =>
        Assert.Equal(kept, KeptWeights.Of(decimal.Parse(sparsity, CultureInfo.InvariantCulture), weights));

    [Fact]
    public void Agrees_with_whole_number_arithmetic_for_any_sparsity_of_28_decimals() =>
        Gen.Select(Gen.Long[0, 99_999_999_999_999], Gen.Long[0, 99_999_999_999_999], Gen.Int[1, 28], Gen.Long[0, 1_000_000_000_000])
            .Sample((high, low, places, weights) =>
            {
                var digits = $"{high:d14}{low:d14}"[..places];
                var unit = BigInteger.Pow(10, places);
                var expected = BigInteger.Divide((unit - BigInteger.Parse(digits, CultureInfo.InvariantCulture)) * weights, unit);
                Assert.Equal(expected, KeptWeights.Of(decimal.Parse("0." + digits, CultureInfo.InvariantCulture), weights));
            });

    [Theory]
    [InlineData(-0.1, 5)]
    [InlineData(1.0, 5)]
    [InlineData(0.5, -1)]
    public void Refuses_what_is_out_of_range(double sparsity, long weights) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => KeptWeights.Of((decimal)sparsity, weights));
}
