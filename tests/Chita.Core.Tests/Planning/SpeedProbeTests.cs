using Chita.Blocks;
using Chita.Numerics;
using Chita.Planning;

namespace Chita.Core.Tests.Planning;

[Collection(NativeMemoryCollection.Name)]
public sealed class SpeedProbeTests
{
    [Theory]
    [InlineData(1, GradientStorage.Float32)]
    [InlineData(60, GradientStorage.BFloat16)]
    public async Task Everything_is_measured_in_the_memory_allowed_and_given_back(int rows, GradientStorage storage)
    {
        const long Allowed = 8 << 20;
        using var threads = new SolverThreads(2);
        var before = NativeBytes.InUse;
        using var peak = new PeakNativeBytes();
        var speeds = await SpeedProbe.MeasureAsync(threads, rows, storage, Allowed);

        Assert.InRange(peak.Value, 1 << 20, 2 * Allowed);
        Assert.Equal(before, NativeBytes.InUse);
        // How slow is the machine's affair. What is faster than any machine has not been measured.
        Assert.InRange(speeds.PassPerThread, 1, 1e12);
        Assert.InRange(speeds.PassPerSilo, speeds.PassPerThread, 1e12);
        Assert.InRange(speeds.GramFlops, 1, 1e13);
        Assert.InRange(speeds.CholeskyFlops, 1, 1e13);
        Assert.InRange(speeds.RankSeconds, 1e-12, 1);
        Assert.InRange(speeds.SumBytesPerSecond, 1, 1e12);
    }
}
