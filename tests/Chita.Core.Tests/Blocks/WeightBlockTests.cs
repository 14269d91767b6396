using Chita.Blocks;
using Chita.Collectives;
using Chita.Numerics;
using Chita.Selection;

namespace Chita.Core.Tests.Blocks;

public sealed class WeightBlockTests : IDisposable
{
    private readonly SolverThreads _threads = new(2);
    private readonly WeightBlock _block; // 3 weights, 2 rows

    public WeightBlockTests()
    {
        _block = new WeightBlock(new BlockId("fc1.weight", 4), 3, 2, _threads);
        _block.Load(0, [1, -2, 3]);
        _block.BeginStage();
    }

    public void Dispose()
    {
        _block.Dispose();
        _threads.Dispose();
    }

    [Theory]
    [InlineData(0, 2, 0, 5, "not whole columns")]
    [InlineData(-1, 1, 0, 3, "above")]
    [InlineData(1, 2, 0, 6, "below")]
    [InlineData(int.MaxValue, 1, 0, 3, "far below")]
    [InlineData(0, 1, -1, 3, "to the left")]
    [InlineData(0, 1, 1, 3, "to the right")]
    [InlineData(0, 1, int.MaxValue, 3, "far to the right")]
    [InlineData(0, 0, 0, 3, "no rows")]
    [InlineData(0, -1, 0, 3, "fewer than no rows")]
    public void A_tile_that_does_not_fit_is_refused(int row, int rows, int weight, int length, string where)
    {
        var error = Assert.Throws<ArgumentException>(() => _block.WriteTile(row, rows, weight, new float[length]));
        Assert.True(error.Message.Contains("fc1.weight, block 4", StringComparison.Ordinal), where);
    }

    [Theory, InlineData(float.NaN), InlineData(float.PositiveInfinity), InlineData(float.NegativeInfinity)]
    public void A_gradient_that_is_not_finite_is_refused_by_tensor_weight_and_row(float value)
    {
        var error = Assert.Throws<NumericalException>(() => _block.WriteTile(0, 2, 1, [1, 2, 3, value]));
        Assert.Contains("fc1.weight, block 4: the gradient of weight 2 in row 1", error.Message);
    }

    [Fact]
    public void A_weight_that_is_not_finite_is_refused_by_tensor_and_index()
    {
        var error = Assert.Throws<InvalidInputException>(() => _block.Load(1, [1, float.NaN]));
        Assert.Contains("fc1.weight, block 4: weight 2 is NaN", error.Message);
    }

    [Fact]
    public void Rows_that_have_not_come_are_missed()
    {
        _block.WriteTile(0, 2, 0, [1, 2, 3, 4]);
        Assert.Contains("2 of 2 rows are missing or have holes: rows 0 to 1.", Assert.Throws<InvalidOperationException>(_block.Seal).Message);
        _block.WriteTile(0, 1, 2, [5]);
        Assert.Contains("1 of 2 rows are missing or have holes: row 1.", Assert.Throws<InvalidOperationException>(_block.Seal).Message);
        Assert.Equal([new RowRange(1, 1)], _block.MissingRows());
    }

    [Fact]
    public void Tiles_that_overlap_hide_no_hole()
    {
        _block.WriteTile(0, 2, 0, [1, 4, 2, 5]);
        _block.WriteTile(0, 2, 1, [2, 5]);
        Assert.Throws<InvalidOperationException>(_block.Seal);
    }

    [Fact]
    public void Only_the_first_missing_ranges_are_named()
    {
        using var block = new WeightBlock(new BlockId("w", 0), 1, 12, _threads);
        block.BeginStage();
        for (var row = 0; row < 12; row += 2)
            block.WriteTile(row, 1, 0, [1]);
        Assert.Contains("6 of 12 rows are missing or have holes: row 1, row 3, row 5, row 7 and more.", Assert.Throws<InvalidOperationException>(block.Seal).Message);
    }

    [Fact]
    public void A_repeated_tile_counts_once()
    {
        _block.WriteTile(0, 1, 0, [1, 2, 3]);
        _block.WriteTile(0, 1, 0, [1, 2, 3]);
        Assert.Contains("row 1.", Assert.Throws<InvalidOperationException>(_block.Seal).Message);
        _block.WriteTile(1, 1, 0, [4, 5, 6]);
        _block.Seal();
    }

    [Fact]
    public void A_new_stage_wants_all_rows_anew()
    {
        _block.WriteTile(0, 2, 0, new float[6]);
        _block.Seal();
        _block.BeginStage();
        Assert.Throws<InvalidOperationException>(_block.Seal);
    }

    [Fact]
    public async Task Tiles_of_any_cut_give_the_same_gradients()
    {
        _block.WriteTile(0, 2, 0, [1, 4, 2, 5]);
        _block.WriteTile(1, 1, 2, [6]);
        _block.WriteTile(0, 1, 2, [3]);
        _block.Seal();
        var moments = await _block.MomentsAsync();
        Assert.Equal([1 - 4 + 9, 4 - 10 + 18], moments.Product);
        Assert.Equal((3L, 14.0, 91.0), (moments.Weights, moments.SquaredNorm, moments.GradientSquares));
    }

    [Fact]
    public async Task Restore_takes_a_commit_back()
    {
        await CommitLargest();
        Assert.Equal([0, 0, 3], Read());
        _block.Restore();
        Assert.Equal([1, -2, 3], Read());
    }

    [Fact]
    public async Task After_the_next_stage_began_restore_goes_back_to_its_beginning()
    {
        await CommitLargest();
        _block.BeginStage();
        _block.Restore();
        Assert.Equal([0, 0, 3], Read());
    }

    [Fact]
    public async Task A_score_beyond_float32_is_an_error_that_names_the_weight()
    {
        _block.WriteTile(0, 2, 0, [0, 0, 1, 1, 0, 0]);
        var error = await Assert.ThrowsAsync<NumericalException>(() => _block.ScoreAsync([1e39, 0], RankQuery.Coarse(0)));
        Assert.Contains("fc1.weight, block 4: the score of weight 1", error.Message);
    }

    [Fact]
    public async Task A_vector_of_another_length_is_refused() => await Assert.ThrowsAsync<ArgumentException>(() => _block.ScoreAsync([1, 2, 3], RankQuery.Coarse(0)));

    [Fact]
    public async Task The_change_of_the_gram_matrix_is_what_entered_less_what_left()
    {
        _block.WriteTile(0, 2, 0, [1, 4, 2, 5, 3, 6]);
        await Select(1, []); // weight 2: (3, 6)
        var first = await _block.GramAsync(rebuild: true);
        Assert.Equal([9, 18, 36], Triangle(first));
        await Select(2, [0, -1]); // z = w̄ + row 1 of A = (5, 3, 9): weight 0 enters
        var change = await _block.GramAsync(rebuild: false);
        Assert.Equal([1, 4, 16], Triangle(change));
        Assert.Equal((1, 0), (change.Entered, change.Left));
        Assert.Equal(GramChange.None, await _block.GramAsync(rebuild: false));
        var whole = await _block.GramAsync(rebuild: true);
        Assert.Equal([10, 22, 52], Triangle(whole));
    }

    [Fact]
    public async Task Gradients_look_at_active_weights_and_the_selection_only()
    {
        _block.WriteTile(0, 2, 0, [1, 0, 1, 0, 1, 0]);
        await new Unstructured(1).SelectAtAsync(new CollectiveTree([_block], _threads), [], project: true); // weight 2
        await _block.ActivateAsync(new LineCuts([0], [Cut.Nothing]));
        var selected = await _block.GradientAsync([8, 0], ridge: 1);
        Assert.Equal((0.0, 64.0), (selected.DroppedMaximum, selected.KeptSquares));
        await _block.ActivateAsync(LineCuts.Everything);
        var all = await _block.GradientAsync([8, 0], ridge: 1); // 8 − w̄ where x = 0
        Assert.Equal((10.0, 64.0), (all.DroppedMaximum, all.KeptSquares));
    }

    [Fact]
    public async Task A_sweep_takes_each_selected_weight_to_its_minimum_in_turn()
    {
        _block.WriteTile(0, 2, 0, [1, 0, 1, 1, 2, 0]);
        await new Unstructured(2).SelectAtAsync(new CollectiveTree([_block], _threads), [], project: true); // x = (0, −2, 3)
        var swept = await _block.DescendAsync([3, 0], ridge: 1);
        // Weight 1: δ = −3/3, r = (2, −1). Weight 2: δ = −4/5, r = (0.4, −1).
        Assert.Equal([0.4, -1], swept.Residual.Select(r => Math.Round(r, 12)));
        Assert.Equal(0.5 * 3 + 0.5 * 5 * 0.64, swept.Decrease, 1e-12);
        await _block.CommitAsync([]);
        Assert.Equal([0, -3, 2.2f], Read());
    }

    [Fact]
    public async Task A_block_that_rounding_left_singular_is_an_error_that_names_it()
    {
        _block.WriteTile(0, 2, 0, [1, 0, 1, 0, 1, 0]);
        await new Unstructured(2).SelectAtAsync(new CollectiveTree([_block], _threads), [], project: true);
        var error = await Assert.ThrowsAsync<NumericalException>(() => _block.BacksolveBlocksAsync(1e-30));
        Assert.Contains("fc1.weight, block 4, weights 0 to 2: the 2 × 2 matrix", error.Message);
        Assert.Contains("pivot 1 is 0 with n = 2 and μ = n·ridge = 1e-30", error.Message);
    }

    private static double[] Triangle(GramChange change) =>
        [change.Tiles[TriangleTiles.Index(0, 0)], change.Tiles[TriangleTiles.Index(1, 0)], change.Tiles[TriangleTiles.Index(1, 1)]];

    private async Task CommitLargest()
    {
        await Select(1, []);
        await _block.CommitAsync([]);
    }

    private async Task Select(int kept, double[] q)
    {
        var tree = new CollectiveTree([_block], _threads);
        await new Unstructured(kept).SelectAtAsync(tree, q);
    }

    private float[] Read()
    {
        var weights = new float[3];
        _block.Read(0, weights);
        return weights;
    }
}
