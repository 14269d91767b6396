using System.Buffers;
using Chita.Blocks;
using Chita.Gradients;
using Chita.Grains.Tree;
using Chita.Grains.Wire;

namespace Chita.Grains.Gradients;

/// <summary>
/// Cuts rows of A by block and streams them to the blocks' silos in tiles. Each silo has its own few credits, so that one that is slow holds
/// up nobody else, memory stays flat, and other calls to it wait for no more than those tiles (orleans.md, decision 2). Used in turns of one grain.
/// </summary>
internal sealed class TileSender
{
    /// <summary>Tiles on their way to a silo at once.</summary>
    public const int InFlight = 6;

    /// <summary>64 KiB: the reader's arrays stay out of the heap of large objects.</summary>
    private const int TileElements = 16384;

    private readonly Destination[] _destinations;

    public TileSender(GradientTargets targets, WeightLayout layout, Func<BlockCut, IBlockGrain> block)
    {
        Stage = targets.Stage;
        _destinations = [.. targets.Silos.Select(_ => new Destination(new SemaphoreSlim(InFlight), []))];
        var (offset, index) = (0L, 0);
        foreach (var tensor in layout.Tensors)
        {
            foreach (var cut in layout.Cut(tensor))
            {
                var missing = targets.Missing.Values.Span.Slice(2 * index, 2);
                if (missing[0] < missing[1])
                    _destinations[targets.SiloOf.Values.Span[index]].Blocks.Add(new Target(block(cut), offset + cut.First, cut.Weights, missing[0], missing[1]));
                index++;
            }

            offset += tensor.Weights;
        }
    }

    /// <summary>The stage whose rows these are.</summary>
    public int Stage { get; }

    /// <summary>Sends rows to the blocks that lack them, and returns when all have taken them.</summary>
    public Task SendAsync(IGradientRows rows, CancellationToken cancellation) =>
        Task.WhenAll(_destinations.Select(destination => SendAsync(destination, rows, cancellation)));

    private async Task SendAsync(Destination destination, IGradientRows rows, CancellationToken cancellation)
    {
        var sends = new List<Task>();
        var atOnce = Math.Max(1, TileElements / rows.Rows);
        try
        {
            foreach (var block in destination.Blocks.Where(block => block.FirstMissing < rows.First + rows.Rows && rows.First < block.EndMissing))
            {
                for (var weight = 0; weight < block.Weights; weight += atOnce)
                {
                    await destination.Credits.WaitAsync(cancellation);
                    sends.RemoveAll(send => send.IsCompletedSuccessfully);
                    sends.Add(SendAsync(destination, block, rows, weight, Math.Min(atOnce, block.Weights - weight)));
                    if (sends.Find(send => send.IsFaulted) is { } failed)
                        await failed;
                }
            }
        }
        finally
        {
            await Task.WhenAll(sends); // rows are used again afterwards
        }
    }

    /// <summary>
    /// Sends one tile. Its memory is lent from the pool and goes back once the block has copied it: never after a failure, when it may
    /// still be read.
    /// </summary>
    private async Task SendAsync(Destination destination, Target block, IGradientRows rows, int weight, int weights)
    {
        var length = weights * rows.Rows;
        var memory = ArrayPool<float>.Shared.Rent(length);
        try
        {
            rows.CopyTile(block.Offset + weight, memory.AsSpan(0, length));
            await block.Grain.WriteTile(Stage, rows.First, rows.Rows, weight, new WireVector<float>(memory.AsMemory(0, length)));
            ArrayPool<float>.Shared.Return(memory);
        }
        finally
        {
            destination.Credits.Release();
        }
    }

    private sealed record Destination(SemaphoreSlim Credits, List<Target> Blocks);

    private sealed record Target(IBlockGrain Grain, long Offset, int Weights, int FirstMissing, int EndMissing);
}
