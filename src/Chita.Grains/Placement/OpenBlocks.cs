using System.Collections.Concurrent;
using Chita.Grains.Tree;

namespace Chita.Grains.Placement;

/// <summary>The blocks that live on this silo. Blocks enter and leave from their turns, on any thread.</summary>
internal sealed class OpenBlocks
{
    private readonly ConcurrentDictionary<(string Run, int Block), IBlockGrain> _blocks = [];

    /// <summary>Whether there is none, of any run.</summary>
    public bool IsEmpty => _blocks.IsEmpty;

    /// <summary>A block of a run lives here.</summary>
    public void Add(string run, int block, IBlockGrain grain) => _blocks[(run, block)] = grain;

    /// <summary>It no longer does.</summary>
    public void Remove(string run, int block) => _blocks.TryRemove((run, block), out _);

    /// <summary>The blocks of a run that live here.</summary>
    public int[] Of(string run) => [.. _blocks.Keys.Where(key => key.Run == run).Select(key => key.Block).Order()];

    /// <summary>Their grains.</summary>
    public IBlockGrain[] GrainsOf(string run) => [.. _blocks.Where(entry => entry.Key.Run == run).Select(entry => entry.Value)];
}
