using Chita.Campaigns;

namespace Chita.Core.Tests.Campaigns;

public sealed class TensorFilterTests
{
    [Theory]
    [InlineData("*", "layer1.0.conv1.weight", true)]
    [InlineData("*", "", true)]
    [InlineData("layer1.*", "layer1.0.conv1.weight", true)]
    [InlineData("layer1.*", "layer10.conv1.weight", false)]
    [InlineData("*.conv?.weight", "layer1.0.conv2.weight", true)]
    [InlineData("*.conv?.weight", "layer1.0.conv.weight", false)]
    [InlineData("*conv*conv*.weight", "a.conv1.conv2.weight", true)]
    [InlineData("fc", "fc.weight", false)]
    [InlineData("FC.weight", "fc.weight", false)]
    [InlineData("a.b", "axb", false)]
    [InlineData("re:.*downsample.*", "layer2.0.downsample.0.weight", true)]
    [InlineData("re:.*lm_head", "model.lm_head.weight", true)]
    [InlineData("re:lm_head", "model.lm_head.weight", false)]
    [InlineData("re:fc$", "fc.weight", false)]
    [InlineData("re:a|fc", "fc.weight", true)]
    [InlineData("re:layer[12]\\.", "layer2.0.conv.weight", true)]
    public void Pattern_matches_as_documented(string pattern, string name, bool matches) =>
        Assert.Equal(matches, new TensorFilter([pattern], []).Matches(name));

    [Fact]
    public void Ignore_wins()
    {
        var filter = new TensorFilter(["*"], ["re:.*downsample.*", "fc.*"]);

        Assert.True(filter.Matches("conv1.weight"));
        Assert.False(filter.Matches("fc.weight"));
        Assert.False(filter.Matches("layer2.0.downsample.0.weight"));
    }

    [Fact]
    public void Nothing_is_chosen_without_targets() => Assert.False(new TensorFilter([], []).Matches("fc.weight"));

    [Theory]
    [InlineData("re:(")]
    [InlineData("re:(?=a)b")]
    [InlineData("re:((a{1000}){1000}){1000}")]
    [InlineData("")]
    public void Invalid_pattern_is_refused(string pattern) =>
        Assert.Throws<InvalidInputException>(() => new TensorFilter([pattern], []));

    [Fact]
    public void Patterns_that_ruin_a_backtracking_matcher_answer_at_once()
    {
        var name = new string('a', 2000);

        Assert.False(new TensorFilter(["re:(a+)+$x"], []).Matches(name));
        Assert.False(new TensorFilter([string.Concat(Enumerable.Repeat("*a", 100)) + "b"], []).Matches(name));
    }

    [Fact]
    public void Globs_agree_with_regular_expressions() =>
        Gen.Select(Gen.String[Gen.Char["ab.*?"], 1, 8], Gen.String[Gen.Char["ab."], 0, 8]).Sample((glob, name) =>
        {
            var regex = "re:" + string.Concat(glob.Select(c => c switch { '*' => ".*", '?' => ".", '.' => "\\.", _ => c.ToString() })) + "$";
            Assert.Equal(new TensorFilter([regex], []).Matches(name), new TensorFilter([glob], []).Matches(name));
        });
}
