using Chita.Blocks;
using Chita.Core.Tests.Pruning;
using Chita.Files;
using Chita.Numerics;
using Chita.Pruning;

namespace Chita.Core.Tests.Blocks;

/// <summary>A on a disk is the same A.</summary>
public sealed class SpillTests : IDisposable
{
    private const int Rows = 40, Weights = 3000; // enough that blocks work on the solver threads, in several chunks

    private readonly SolverThreads _threads = new(2);
    private readonly TemporaryFolder _folder = new();

    public void Dispose()
    {
        _threads.Dispose();
        _folder.Dispose();
    }

    [Theory, MemberData(nameof(Methods.All), MemberType = typeof(Methods))]
    public async Task A_solve_on_the_disk_has_the_same_bits(string method)
    {
        var problem = Methods.For(method, Problem());
        foreach (var storage in Enum.GetValues<GradientStorage>())
        {
            var expected = await problem.SolveAsync(PruningMethods.Named(method), _threads, 10, 2500, storage);
            var solved = await problem.SolveAsync(PruningMethods.Named(method), _threads, 10, 2500, storage, _folder.Root);
            Assert.Equal(expected.Weights, solved.Weights);
            Assert.Equal(expected.Result, solved.Result);
        }
    }

    [Fact]
    public void A_block_moves_to_the_disk_with_what_it_has()
    {
        var problem = Problem();
        using var inMemory = Block(null);
        using var moved = Block(null);
        for (var row = 0; row < Rows; row++)
        {
            inMemory.WriteTile(row, 1, 0, problem.Gradients[row]);
            moved.WriteTile(row, 1, 0, problem.Gradients[row]);
            if (row == Rows / 2)
                moved.Spill(_folder.Root);
        }

        moved.Seal();
        Assert.Equal(inMemory.Digest(), moved.Digest());
    }

    [Fact]
    public void No_name_stays_in_the_folder_that_a_crash_could_leave()
    {
        using var block = Block(_folder.Root);
        block.WriteTile(0, 1, 0, Problem().Gradients[0]);
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Root));
    }

    [Fact]
    public void A_disk_without_the_room_is_told_at_once()
    {
        var refused = Assert.Throws<IOException>(() => new ScratchFile(_folder.Root, 1L << 55));
        Assert.Contains(_folder.Root, refused.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Root));
    }

    private WeightBlock Block(string? spill) => new(new BlockId("w", 0), Weights, Rows, _threads, spill: spill);

    private static SmallProblem Problem()
    {
        var random = new Random(7);
        return new SmallProblem
        {
            Gradients = [.. Enumerable.Range(0, Rows).Select(_ => Numbers())], Weights = Numbers(), Kept = 900, Ridge = 0.01, FirstOrder = 0.1,
            Tensors = [new("w", 1, Weights)],
        };

        float[] Numbers() => [.. Enumerable.Range(0, Weights).Select(_ => random.NextSingle() - 0.5f)];
    }
}
