using Chita.Blocks;
using Chita.Grains.Placement;

namespace Chita.Grains;

/// <summary>How grains are named. A campaign's name holds no slash; a tensor's may.</summary>
internal static class GrainKeys
{
    public static string Layer(string campaign, string tensor) => $"{campaign}/{tensor}";

    public static string Branch(string campaign, string tensor, BlockNode node) => $"{Layer(campaign, tensor)}//{node.Level}.{node.Number}";

    public static string Gradients(string campaign, SiloAddress silo) => SiloKey.Of(campaign, silo);

    public static string Block(string campaign, BlockId block) => $"{campaign}/{block.Tensor}/{block.Number}";
}
