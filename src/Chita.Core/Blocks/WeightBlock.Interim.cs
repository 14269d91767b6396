#pragma warning disable CS1591
namespace Chita.Blocks;
public sealed partial class WeightBlock
{
    public static long BytesFor(int weights, int rows, GradientStorage storage, Collectives.Patterns.BlockPattern pattern) => weights * (25L + rows * 4L);
}
