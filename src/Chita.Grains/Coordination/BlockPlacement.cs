using Chita.Blocks;
using Chita.Grains.Gradients;
using Chita.Grains.Placement;
using Chita.Grains.Tree;
using Chita.Planning;

namespace Chita.Grains.Coordination;

/// <summary>Decides where a campaign's blocks live: where they are, as long as their silos live and none is too full.</summary>
internal sealed class BlockPlacement(string campaign, StageRequest request, IGrainFactory grains, ISiloCatalog catalog)
{
    private readonly PlacedBlock[] _blocks = [.. Cut(request.Network, request.BlockSize)];

    public async Task<PlacedBlocks> PlaceAsync()
    {
        var silos = await catalog.ListAsync();
        var held = await Task.WhenAll(silos.Select(silo => grains.GetSilo(silo.Address).BlocksOf(request.Run)));
        var settled = new int?[_blocks.Length];
        for (var i = 0; i < held.Length; i++)
        {
            foreach (var block in held[i].Blocks.Values.Span)
                settled[block] = i;
        }

        SiloRoom[] rooms = [.. silos.Select((silo, i) => Room(silo, held[i].Bytes))];
        var spilled = MustSpill(_blocks, rooms, settled);
        if (!request.MayMove || !MemoryPlan.IsLopsided(Bytes(_blocks, spilled), rooms, settled))
            return Placed(silos, Assign(campaign, _blocks, rooms, spilled, settled), spilled);

        var assigned = Assign(campaign, _blocks, rooms, spilled);
        await Task.WhenAll(_blocks.Select((block, i) =>
            settled[i] is { } at && at != assigned[i] ? Block(block.Cut).Move(request.Epoch, silos[assigned[i]].Address) : Task.CompletedTask));
        return Placed(silos, assigned, spilled);
    }

    /// <summary>The blocks of a network, in order, and what each takes of its silo.</summary>
    internal static IEnumerable<PlacedBlock> Cut(NetworkDescription network, int blockSize)
    {
        foreach (var tensor in network.Tensors)
        {
            var size = new TensorSize(tensor.Name, tensor.Weights) { Pattern = tensor.Pattern };
            foreach (var cut in new WeightLayout([size], blockSize).Cut(size))
            {
                yield return new PlacedBlock(
                    tensor.Name, cut, SolveWorkspace.BlockBytes(cut.Weights, network.Rows, network.Storage, tensor.Pattern),
                    SolveWorkspace.BlockBytes(cut.Weights, network.Rows, network.Storage, tensor.Pattern, spilled: true));
            }
        }
    }

    /// <summary>What a campaign may have on a silo.</summary>
    /// <param name="silo">The silo.</param>
    /// <param name="held">Bytes that its blocks have there already.</param>
    internal static SiloRoom Room(SiloDescription silo, long held) =>
        new(silo.Address.ToParsableString(), silo.Free == long.MaxValue ? long.MaxValue : silo.Free + held, silo.SpillFree);

    /// <summary>Whether A goes to the silos' disks: memory is too small for it, and all of them have one.</summary>
    internal static bool MustSpill(IReadOnlyList<PlacedBlock> blocks, IReadOnlyList<SiloRoom> rooms, IReadOnlyList<int?>? settled = null) =>
        rooms.Count > 0 && rooms.All(room => room.Disk is not null) && !MemoryPlan.Fits(Bytes(blocks, spilled: false), rooms, settled);

    /// <summary>The silo of every block, as <see cref="MemoryPlan.Assign"/> says.</summary>
    /// <exception cref="InvalidInputException">Memory, or a disk, is too small.</exception>
    internal static int[] Assign(string campaign, IReadOnlyList<PlacedBlock> blocks, IReadOnlyList<SiloRoom> rooms, bool spilled, IReadOnlyList<int?>? settled = null)
    {
        var assigned = MemoryPlan.Assign(campaign, Bytes(blocks, spilled), rooms, settled);
        for (var silo = 0; spilled && silo < rooms.Count; silo++)
        {
            var needed = blocks.Where((_, i) => assigned[i] == silo && settled?[i] is null).Sum(block => block.Columns);
            if (needed > rooms[silo].Disk)
                throw new InvalidInputException(PlanMessages.TooSmallDisk(campaign, rooms[silo].Name, needed, rooms[silo].Disk!.Value));
        }

        return assigned;
    }

    private static long[] Bytes(IReadOnlyList<PlacedBlock> blocks, bool spilled) => [.. blocks.Select(block => block.Bytes(spilled))];

    private PlacedBlocks Placed(IReadOnlyList<SiloDescription> silos, int[] assigned, bool spilled)
    {
        var tensors = new Dictionary<string, PlacedTensor>();
        for (var first = 0; first < _blocks.Length;)
        {
            var (tensor, end) = (_blocks[first].Tensor, first);
            while (end < _blocks.Length && _blocks[end].Tensor == tensor)
                end++;
            tensors.Add(tensor, new PlacedTensor(first, assigned[first..end]));
            first = end;
        }

        return new PlacedBlocks([.. silos.Select(silo => silo.Address)], assigned, tensors, spilled);
    }

    private IBlockGrain Block(BlockCut cut) => grains.GetGrain<IBlockGrain>(GrainKeys.Block(campaign, cut.Id));
}

/// <summary>A block that needs a place.</summary>
/// <param name="Tensor">Its tensor.</param>
/// <param name="Cut">What it is of it.</param>
/// <param name="InMemory">Bytes of its silo's memory.</param>
/// <param name="OnDisk">The same when its columns of A lie on the silo's disk.</param>
internal sealed record PlacedBlock(string Tensor, BlockCut Cut, long InMemory, long OnDisk)
{
    /// <summary>Bytes of its columns of A.</summary>
    public long Columns => InMemory - OnDisk;

    /// <summary>Bytes of its silo's memory.</summary>
    public long Bytes(bool spilled) => spilled ? OnDisk : InMemory;
}

/// <summary>Where a campaign's blocks live.</summary>
/// <param name="Silos">The cluster's silos.</param>
/// <param name="SiloOf">For each block of the network, in order, which of them.</param>
/// <param name="Tensors">The same tensor by tensor.</param>
/// <param name="Spilled">Whether their columns of A lie on the silos' disks.</param>
internal sealed record PlacedBlocks(IReadOnlyList<SiloAddress> Silos, int[] SiloOf, IReadOnlyDictionary<string, PlacedTensor> Tensors, bool Spilled);

/// <summary>Where a tensor's blocks live.</summary>
/// <param name="First">The number of its first block among all of the network.</param>
/// <param name="SiloOf">For each of its blocks, which silo.</param>
internal readonly record struct PlacedTensor(int First, int[] SiloOf);
