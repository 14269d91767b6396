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
        double[] rates = [speeds.PassPerThread, speeds.PassPerSilo, speeds.GramFlops, speeds.CholeskyFlops, speeds.SumBytesPerSecond, 1 / speeds.RankSeconds];
        Assert.All(rates, rate => Assert.InRange(rate, 1, 1e15)); // how fast is the machine's affair
        Assert.True(speeds.PassPerSilo >= speeds.PassPerThread);
    }
}
