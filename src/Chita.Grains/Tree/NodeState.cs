using Chita.Grains.Wire;

namespace Chita.Grains.Tree;

/// <summary>What blocks hold at present, in block order.</summary>
/// <param name="HasWeights">Whether all have the weights of the stage.</param>
/// <param name="Missing">For each block the first row of A that is not there, and the end of the last such; equal when all are there.</param>
/// <param name="Digests">For each sealed block the two halves of the digest of its columns of A; nothing before.</param>
/// <param name="Notices">What users should know although it ends nothing.</param>
[GenerateSerializer, Immutable, Alias("chita.NodeState")]
public sealed record NodeState(
    [property: Id(0)] bool HasWeights, [property: Id(1)] WireVector<int> Missing, [property: Id(2)] WireVector<ulong> Digests,
    [property: Id(3)] IReadOnlyList<string> Notices)
{
    /// <summary>Whether every row of every block is there.</summary>
    public bool IsComplete
    {
        get
        {
            var missing = Missing.Values.Span;
            for (var i = 0; i < missing.Length; i += 2)
            {
                if (missing[i] < missing[i + 1])
                    return false;
            }

            return true;
        }
    }

    /// <summary>The states of several nodes, in their order.</summary>
    public static NodeState Concat(IReadOnlyCollection<NodeState> parts) => new(
        parts.All(part => part.HasWeights),
        WireVector.Of<int>([.. parts.SelectMany(part => part.Missing.ToArray())]),
        WireVector.Of<ulong>([.. parts.SelectMany(part => part.Digests.ToArray())]),
        [.. parts.SelectMany(part => part.Notices)]);
}
