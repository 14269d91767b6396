using Chita.Numerics;

namespace Chita.Core.Tests.Numerics;

public sealed class ByteSizeTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("4096", 4096)]
    [InlineData("6GiB", 6L << 30)]
    [InlineData("6Gi", 6L << 30)]
    [InlineData(" 512 mib ", 512L << 20)]
    [InlineData("1.5KB", 1500)]
    [InlineData("2M", 2_000_000)]
    [InlineData("6e9", 6_000_000_000)]
    [InlineData("7.5TiB", 8246337208320)]
    [InlineData("3e", 3_000_000_000_000_000_000)] // exa, not an exponent without digits
    public void What_people_write_is_read(string text, long bytes) => Assert.Equal(bytes, ByteSize.Parse(text).Bytes);

    [Theory, InlineData(""), InlineData("-1"), InlineData("GiB"), InlineData("6 GiBs"), InlineData("6,5GB"), InlineData("NaN"), InlineData("1e99"), InlineData("9EiB")]
    public void Anything_else_is_not(string text)
    {
        Assert.False(ByteSize.TryParse(text, out _));
        Assert.Contains(ByteSize.Expected, Assert.Throws<FormatException>(() => ByteSize.Parse(text)).Message, StringComparison.Ordinal);
    }

    [Theory, InlineData(0, "0 B"), InlineData(1023, "1023 B"), InlineData(1536, "1.5 KiB"), InlineData(6L << 30, "6 GiB"), InlineData(long.MaxValue, "8 EiB")]
    public void It_is_written_in_the_unit_that_fits(long bytes, string text) => Assert.Equal(text, new ByteSize(bytes).ToString());

    [Fact]
    public void The_largest_of_all_is_no_limit() => Assert.Equal("no limit", ByteSize.Text(long.MaxValue));

    [Fact]
    public void Sums_may_be_more_than_that() => Assert.Equal("16 EiB", ByteSize.Text(2 * (Int128)long.MaxValue));

    [Fact]
    public void Whole_units_are_read_back() => Gen.Select(Gen.Long[1, 1023], Gen.Int[0, 5]).Sample((number, power) =>
        ByteSize.Parse(new ByteSize(number << (10 * power)).ToString()).Bytes == number << (10 * power));
}
