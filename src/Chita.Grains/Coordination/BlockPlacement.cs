using Chita.Blocks;
using Chita.Grains.Gradients;
using Chita.Grains.Placement;
using Chita.Grains.Tree;
using Chita.Planning;

namespace Chita.Grains.Coordination;

/// <summary>Decides where a campaign's blocks live: where they are, as long as their silos live and none is too full.</summary>
internal sealed class BlockPlacement(string campaign, StageRequest request, IGrainFactory grains, ISiloCatalog catalog)
{
    private readonly (string Tensor, BlockCut Cut, long Bytes)[] _blocks = [.. Cut(request.Network, request.BlockSize)];

    public async Task<PlacedBlocks> PlaceAsync()
    {
        var silos = await catalog.ListAsync();
        var held = await Task.WhenAll(silos.Select(silo => grains.GetSilo(silo.Address).BlocksOf(request.Run)));
        var settled = new int?[_blocks.Length];
        for (var i = 0; i < held.Length; i++)
        {
            foreach (var block in held[i].Values.Span)
                settled[block] = i;
        }

        long[] bytes = [.. _blocks.Select(block => block.Bytes)];
        SiloRoom[] rooms = [.. silos.Select((silo, i) => new SiloRoom(silo.Address.ToParsableString(), Free(silo, held[i].Values.Span)))];
        if (!request.MayMove || !MemoryPlan.IsLopsided(bytes, rooms, settled))
            return Placed(silos, MemoryPlan.Assign(campaign, bytes, rooms, settled));

        var assigned = MemoryPlan.Assign(campaign, bytes, rooms);
        await Task.WhenAll(_blocks.Select((block, i) =>
            settled[i] is { } at && at != assigned[i] ? Block(block.Cut).Move(request.Epoch, silos[assigned[i]].Address) : Task.CompletedTask));
        return Placed(silos, assigned);
    }

    /// <summary>The blocks of a network, in order, and what each takes of its silo.</summary>
    internal static IEnumerable<(string Tensor, BlockCut Cut, long Bytes)> Cut(NetworkDescription network, int blockSize)
    {
        foreach (var tensor in network.Tensors)
        {
            var size = new TensorSize(tensor.Name, tensor.Weights) { Pattern = tensor.Pattern };
            foreach (var cut in new WeightLayout([size], blockSize).Cut(size))
                yield return (tensor.Name, cut, SolveWorkspace.BlockBytes(cut.Weights, network.Rows, network.Storage, tensor.Pattern));
        }
    }

    private long Free(SiloDescription silo, ReadOnlySpan<int> held)
    {
        var free = silo.Free;
        foreach (var block in held)
            free += silo.Memory == long.MaxValue ? 0 : _blocks[block].Bytes;
        return free;
    }

    private PlacedBlocks Placed(IReadOnlyList<SiloDescription> silos, int[] assigned)
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

        return new PlacedBlocks([.. silos.Select(silo => silo.Address)], assigned, tensors);
    }

    private IBlockGrain Block(BlockCut cut) => grains.GetGrain<IBlockGrain>(GrainKeys.Block(campaign, cut.Id));
}

/// <summary>Where a campaign's blocks live.</summary>
/// <param name="Silos">The cluster's silos.</param>
/// <param name="SiloOf">For each block of the network, in order, which of them.</param>
/// <param name="Tensors">The same tensor by tensor.</param>
internal sealed record PlacedBlocks(IReadOnlyList<SiloAddress> Silos, int[] SiloOf, IReadOnlyDictionary<string, PlacedTensor> Tensors);

/// <summary>Where a tensor's blocks live.</summary>
/// <param name="First">The number of its first block among all of the network.</param>
/// <param name="SiloOf">For each of its blocks, which silo.</param>
internal readonly record struct PlacedTensor(int First, int[] SiloOf);
