using System.Text;
using Chita.Campaigns;

namespace Chita.Core.Tests.Campaigns;

/// <summary>Whatever the text, the answer is a campaign or an <see cref="InvalidInputException"/>, and soon.</summary>
public sealed class CampaignFuzzTests
{
    private static readonly string[] Pieces =
    [
        "{", "}", "[", "]", ":", ": ", "- ", "\n", "\n  ", "\t", "#", "&a", "*a", "!", "!!str ", "|", "|9", ">-", "'", "\"", "\\", "\\u", "%", "@", "`",
        "?", "? ", ",", "---", "...", "\n---\n", "%YAML 1.2", "<<: ", "~", "null", "1e999", "-0", "0.9", "NaN", "\0", "\u0085", "\u2028", "\uFEFF", "\uD800",
        "re:((", "spec", "budget", "sparsity", "auto",
    ];

    private static void Try(string yaml)
    {
        try
        {
            CampaignFile.Parse(yaml, "campaign.yaml", "/nowhere", checkFiles: false);
        }
        catch (InvalidInputException e)
        {
            Assert.All(e.Message.Split('\n'), line => Assert.StartsWith("campaign.yaml:", line));
        }
    }

    [Fact]
    public void Random_bytes() => Gen.Byte.Array[0, 300].Sample(bytes => Try(Encoding.UTF8.GetString(bytes)));

    [Fact]
    public void Random_characters() => Gen.String[Gen.Char, 0, 100].Sample(Try);

    [Fact]
    public void Random_pieces_of_yaml() => Gen.OneOf(Pieces).Array[0, 60].Sample(pieces => Try(string.Concat(pieces)), iter: 5000);

    [Fact]
    public void Mutations_of_a_valid_file()
    {
        var at = Gen.Int[0, CampaignFolder.Yaml.Length - 1];
        Gen.Select(at, Gen.Int[0, 12], Gen.OneOf(Pieces)).Array[1, 4].Sample(mutations =>
        {
            var yaml = new StringBuilder(CampaignFolder.Yaml);
            foreach (var (position, removed, inserted) in mutations)
            {
                var start = Math.Min(position, yaml.Length);
                yaml.Remove(start, Math.Min(removed, yaml.Length - start)).Insert(start, inserted);
            }
            Try(yaml.ToString());
        }, iter: 5000);
    }

    [Fact]
    public void Every_truncation_of_a_valid_file()
    {
        for (var length = 0; length < CampaignFolder.Yaml.Length; length++)
            Try(CampaignFolder.Yaml[..length]);
    }

    [Theory]
    [InlineData("[")]
    [InlineData("{")]
    [InlineData("- ")]
    [InlineData("? ")]
    [InlineData("a: [")]
    [InlineData("x: 1\n")]
    [InlineData("'")]
    [InlineData("\\")]
    [InlineData("a")]
    [InlineData("\n")]
    [InlineData(" ")]
    [InlineData("- - - - - - - - - - - - - - - - - - - -\n")]
    [InlineData("!")]
    [InlineData("%A ")]
    [InlineData("&a ")]
    [InlineData("---\n")]
    [InlineData("[a]: ")]
    public void A_large_file_of_one_thing_repeated(string piece)
    {
        var text = string.Concat(Enumerable.Repeat(piece, (CampaignFile.MaxBytes - 100) / piece.Length));
        Try(text);
        Try("spec: " + text);
        Try("spec: \"" + text);
        Try("spec: |\n " + text);
    }
}
