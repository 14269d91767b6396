using Chita.Blocks;

namespace Chita.Core.Tests.Blocks;

public sealed class BlockNodeTests
{
    private static readonly Gen<(WeightLayout Layout, TensorSize Tensor)> Layouts =
        Gen.Select(Gen.Int[1, 400], Gen.Int[1, 7], Gen.Int[2, 9]).Select((weights, blockSize, branchSize) =>
        {
            var tensor = new TensorSize("w", weights);
            return (new WeightLayout([tensor], blockSize) { BranchSize = branchSize }, tensor);
        });

    [Fact]
    public void A_tree_has_all_blocks_in_order_in_runs_of_the_branch_size() => Layouts.Sample((layout, tensor) =>
    {
        var tree = layout.Tree(tensor);
        var cuts = layout.Cut(tensor).ToArray();
        Assert.Equal(cuts, tree.Cuts);
        Assert.Equal(cuts, Leaves(tree).Select(leaf => leaf.Cut));
        Assert.Equal((0L, tensor.Weights), (cuts[0].First, cuts.Sum(cut => (long)cut.Weights)));

        var nodes = All(tree).ToArray();
        Assert.Equal(nodes.Length, nodes.Select(node => (node.Level, node.Number)).Distinct().Count());
        foreach (var node in nodes.Where(node => !node.IsBlock))
        {
            var children = node.Children;
            Assert.InRange(children.Count, 1, layout.BranchSize);
            Assert.All(children, child => Assert.Equal(node.Level - 1, child.Level));
            Assert.Equal(node.FirstBlock, children[0].FirstBlock);
            Assert.Equal(node.Blocks, children.Sum(child => child.Blocks));
            // All branches but the last of a level are full: where a block is added does not depend on how many follow.
            Assert.All(children.SkipLast(1), child => Assert.Equal(Math.Pow(layout.BranchSize, child.Level), child.Blocks));
            var again = layout.Node(tensor, node.Level, node.Number);
            Assert.Equal((node.FirstBlock, node.Blocks), (again.FirstBlock, again.Blocks));
        }

        // No level more than needed.
        Assert.True(tree.Level == 1 || cuts.Length > Math.Pow(layout.BranchSize, tree.Level - 1));
    });

    [Theory]
    [InlineData(1, 1, 1), InlineData(64, 1, 64), InlineData(65, 2, 2), InlineData(4096, 2, 64), InlineData(4097, 3, 2), InlineData(1_000_000, 4, 4)]
    public void Up_to_64_blocks_need_no_branch_and_a_million_three_levels_of_them(int blocks, int level, int children)
    {
        var tensor = new TensorSize("w", blocks);
        var tree = new WeightLayout([tensor], 1).Tree(tensor);
        Assert.Equal((level, 0, children), (tree.Level, tree.Number, tree.Children.Count));
        Assert.Equal(level == 1, tree.Children[0].IsBlock);
    }

    [Fact]
    public void Nodes_that_do_not_exist_are_refused()
    {
        var tensor = new TensorSize("w", 10);
        var layout = new WeightLayout([tensor], 2) { BranchSize = 2 };
        Assert.Throws<ArgumentOutOfRangeException>(() => layout.Node(tensor, 0, 5));
        Assert.Throws<ArgumentOutOfRangeException>(() => layout.Node(tensor, 1, 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => layout.Node(tensor, 1, -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => layout.Node(tensor, -1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => layout.Cut(tensor, 5));
        Assert.Throws<ArgumentOutOfRangeException>(() => layout.Cut(tensor, -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => layout with { BranchSize = 1 });
        Assert.Throws<InvalidOperationException>(() => layout.Tree(tensor).Cut);
        Assert.Equal("w, node 2 of level 1", layout.Node(tensor, 1, 2).ToString());
    }

    private static IEnumerable<BlockNode> All(BlockNode node) => node.Children.SelectMany(All).Prepend(node);

    private static IEnumerable<BlockNode> Leaves(BlockNode node) => All(node).Where(each => each.IsBlock);
}
