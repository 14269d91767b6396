using Chita.Reports;

namespace Chita.Core.Tests.Reports;

/// <summary>Reports of frontiers, to write and read in tests.</summary>
internal static class SampleFrontier
{
    private static readonly double[] Sparsities = [0.5, 0.7, 0.8, 0.9, 0.95, 0.98];

    /// <summary>Trials over the ridge: of two first orders, and one ridge that is too small.</summary>
    public static IReadOnlyList<TrialReport> Trials =>
    [
        new(1e-3, 0.0625, 0.61), new(1e-2, 0.0625, 0.42), new(1e-1, 0.0625, 0.55), new(3e-3, 0.0625, 0.47), new(3e-2, 0.0625, 0.44),
        new(1e-2, 0.25, 0.51), new(3e-2, 0.25, 0.49), new(1e-5, 0.0625, null),
    ];

    public static RunReport Report(int layers = 20) => Sample.Report() with
    {
        Name = "resnet20-frontier", Sparsity = Sparsities[^1], Kept = 400, Pruned = 0.8642, Magnitude = 0.1136,
        Levels = [.. Sparsities.Select((sparsity, i) => Level(sparsity, i, layers))],
        Layers = Layers(Sparsities[^1], layers),
        Calibration = new CalibrationReport(8_000, 16, 500, 0.1m, 7) { Labels = "network", Augment = ["crop", "mixup"] },
        Sizes = new ModelSizes(1_080_000, 120_345, 98_304),
    };

    public static LevelReport Level(double sparsity, int i = 0, int layers = 20) => new()
    {
        Sparsity = sparsity, Kept = (long)(20_000 * (1 - sparsity)), Pruned = 0.98 - 0.05 * Math.Pow(sparsity, 9), Magnitude = 0.97 - 0.85 * Math.Pow(sparsity, 12),
        HeldOutLoss = 0.1 + 0.3 * Math.Pow(sparsity, 8), Stage = 1 + i / 2, Ridge = 1e-2, FirstOrder = 0.0625, Objective = 0.01 * (i + 1), LowerBound = 0.0099 * (i + 1),
        Gap = 2e-5 * Math.Pow(3.5, i), Iterations = 5 + i, Trials = Trials, Layers = Layers(sparsity, layers),
    };

    private static LayerReport[] Layers(double sparsity, int count) =>
    [
        .. Enumerable.Range(0, count).Select(i =>
        {
            var weights = 1_000L * (1 + i / 5);
            var kept = Math.Min(1, (1 - sparsity) * (0.5 + (i * 37 % 11) / 8.0 + (i == 0 ? 2 : 0)));
            return new LayerReport($"layer{1 + i / 6}.{i / 2 % 3}.conv{1 + i % 2}.weight", weights, (long)(weights * kept));
        }),
    ];
}
