using Chita.Reports;

namespace Chita.Core.Tests.Reports;

/// <summary>Reports to write and read in tests.</summary>
internal static class Sample
{
    public static StageReport Stage(double sparsity, long kept) => new()
    {
        Sparsity = sparsity, Kept = kept, Ridge = 1e-3, FirstOrder = 0.0625, Objective = 0.021875, LowerBound = 0.0218, Gap = 0.0034286, Iterations = 7, Seconds = 1.25,
    };

    public static RunReport Report() => new()
    {
        Name = "glyphs-90",
        Weights = 20_000,
        Kept = 2_000,
        Sparsity = 0.9,
        Digest = ContentDigest.OfBytes([1, 2, 3]),
        Metric = "accuracy",
        Dense = 0.9785,
        Pruned = 0.9715,
        Magnitude = 0.8125,
        Evaluation = new EvaluationReport(2_000),
        Stages = [Stage(0.5, 10_000), Stage(0.7764, 4_472), Stage(0.9, 2_000)],
        Layers = [new("conv1.weight", 200, 120), new("conv2.weight", 1_152, 480), new("fc1.weight", 18_008, 1_150), new("fc2.weight", 640, 250)],
        Seconds = new RunSeconds(2.5, 3.75, 0.5, 7),
        Files = [new FileRecord("model.pt", 95_232, ContentDigest.OfBytes([4]))],
    };
}
