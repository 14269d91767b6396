using Chita.Blocks;
using Chita.Data;
using Chita.Pruning.Schedules;

namespace Chita.Campaigns.Reading;

/// <summary>The sections under <c>spec</c>, in the order of the file.</summary>
internal sealed partial class CampaignReader
{
    private NetworkSpec Network(Section s)
    {
        var isLater = false;
        foreach (var key in (string[])["stages", "weights", "gradients", "huggingface"])
            isLater |= s.Later(key, "torchscript: FILE");
        var network = new NetworkSpec
        {
            Torchscript = files.Input(s, "torchscript", isLater ? null : "the network's TorchScript file") ?? "",
            Loss = s.Word<LossKind>("loss", "the loss it was trained for: cross-entropy or mean-squared-error") ?? default,
            Targets = Patterns(s, "targets", mayBeEmpty: false) ?? ["*"],
            Ignore = Patterns(s, "ignore", mayBeEmpty: true) ?? [],
        };
        s.Finish();
        return network;
    }

    private static List<string>? Patterns(Section s, string key, bool mayBeEmpty)
    {
        var patterns = s.Items(key, null, "patterns of tensor names", mayBeEmpty);
        foreach (var pattern in patterns ?? [])
        {
            if (Campaigns.NamePattern.TryCreate(pattern.Value, out var problem) is null)
                s.Problem(key, pattern, problem);
        }
        return patterns?.ConvertAll(pattern => pattern.Value);
    }

    private CalibrationSpec Calibration(Section s)
    {
        var calibration = new CalibrationSpec
        {
            Data = files.Input(s, "data", "the file of samples") ?? "",
            Targets = files.Input(s, "targets"),
            Normalize = Normalize(s.Child("normalize")),
            Augment = s.WordList<AugmentationStep>("augment", mayBeEmpty: true) ?? [],
            Samples = s.Whole("samples", 1, int.MaxValue, "the number of samples per stage") ?? 0,
            BatchSize = s.Whole("batchSize", 1, int.MaxValue, "the number of samples per gradient") ?? 0,
            Holdout = s.Exact("holdout", "0 ≤ holdout < 1", v => v is >= 0 and < 1) ?? 0,
            Seed = s.Whole("seed", 0, long.MaxValue) ?? 0,
            Order = s.Word<SampleOrder>("order") ?? SampleOrder.Shuffled,
        };
        if (calibration is { Samples: > 0, BatchSize: > 0 } && calibration.Samples % calibration.BatchSize != 0)
            s.Problem("samples", $"{calibration.Samples} is not a multiple of batchSize {calibration.BatchSize}; " +
                $"{Multiple(calibration.Samples, calibration.BatchSize)} would be");
        s.Finish();
        return calibration;
    }

    private static int Multiple(int samples, int batchSize) => Math.Max(samples / batchSize, 1) * batchSize;

    private static NormalizeSpec? Normalize(Section? s)
    {
        if (s is null)
            return null;
        var mean = s.Reals("mean", "a finite mean", _ => true, "the mean of each channel");
        var std = s.Reals("std", "std > 0", v => v > 0, "the standard deviation of each channel");
        if (mean is not null && std is not null && mean.Count != std.Count)
            s.Problem("std", $"has {std.Count} numbers, mean has {mean.Count}; expected as many of each");
        s.Finish();
        return new() { Mean = mean ?? [], Std = std ?? [] };
    }

    private EvaluationSpec Evaluation(Section s, CalibrationSpec? calibration)
    {
        var evaluation = new EvaluationSpec
        {
            Data = files.Input(s, "data", "the file of samples") ?? "",
            Targets = files.Input(s, "targets"),
            Normalize = Normalize(s.Child("normalize")) ?? calibration?.Normalize,
            Metric = s.Word<Metric>("metric", "what to measure: accuracy, loss or perplexity") ?? default,
        };
        s.Finish();
        return evaluation;
    }

    private static SolverSpec? Solver(Section? s)
    {
        if (s is null)
            return null;
        var method = s.Word<PruningMethod>("method") ?? PruningMethod.Chita;
        var solver = new SolverSpec
        {
            Method = method,
            Ridge = s.Real("ridge", "ridge > 0", v => v > 0,
                method == PruningMethod.Magnitude ? null : "a number > 0, such as 1.0e-3", later: "auto"),
            FirstOrder = s.Real("firstOrder", "firstOrder ≥ 0", v => v >= 0, later: "auto") ?? 0,
            Tolerance = s.Real("tolerance", "tolerance ≥ 0", v => v >= 0) ?? 1e-4,
            MaxIterations = s.Whole("maxIterations", 1, int.MaxValue) ?? 50,
            Storage = s.Word<GradientStorage>("storage") ?? GradientStorage.Float32,
        };
        if (method == PruningMethod.BlockBso && solver.FirstOrder > 0)
            s.Problem("firstOrder", "block-bso takes none, since every block would correct the whole gradient alone; give 0 or remove the key");
        s.Finish();
        return solver;
    }

    private static BudgetSpec? Budget(Section? s)
    {
        if (s is null)
            return null;
        s.Only("scope", "global", "per-layer");
        s.Only("pattern", "unstructured", "n:m", "1:4", "2:4", "4:8", "group", "flops");
        var sparsity = s.Exact("sparsity", "0 ≤ sparsity < 1", v => v is >= 0 and < 1,
            "the share of weights to remove, such as 0.9", listIsLater: true);
        s.Finish();
        return sparsity is { } value ? new() { Sparsity = value } : null;
    }

    private static StagesSpec Stages(Section? s, decimal? sparsity)
    {
        if (s is null)
            return new() { Count = 1, Schedule = StageScheduleKind.Exponential, Start = 0 };
        var count = s.Whole("count", 1, 1000) ?? 1;
        var schedule = s.Word<StageScheduleKind>("schedule") ?? StageScheduleKind.Exponential;
        var startMatters = count > 1 && schedule != StageScheduleKind.Constant;
        var start = s.Exact("start", "0 ≤ start < 1", v => v is >= 0 and < 1,
            startMatters ? "the sparsity where the stages begin, such as 0.1" : null);
        if (start >= sparsity)
            s.Problem("start", $"{start} is not below budget.sparsity, {sparsity}; stages grow from start to sparsity");
        s.Finish();
        return new() { Count = count, Schedule = schedule, Start = start ?? 0 };
    }

    private static QualitySpec Quality(Section s)
    {
        var quality = new QualitySpec
        {
            MaxDegradation = s.Real("maxDegradation", "maxDegradation ≥ 0", v => v >= 0, "by how much the metric may get worse") ?? 0,
        };
        s.Finish();
        return quality;
    }

    private static ExecutionSpec Execution(Section? s)
    {
        var execution = new ExecutionSpec { BlockSize = s?.Whole("blockSize", 16, 16_777_216) ?? 65_536 };
        s?.Only("checkpoint", "none", "iteration", "stage");
        s?.Later("deadline", "no deadline: remove the key");
        if (s?.Whole("retries", 0, int.MaxValue) > 0)
            s.Later("retries", "0");
        s?.Finish();
        return execution;
    }

    private OutputSpec Output(Section s)
    {
        var output = new OutputSpec
        {
            Path = files.Output(s, "path", "the folder to create") ?? "",
            Formats = s.WordList<OutputFormat>("formats") ?? [OutputFormat.Safetensors, OutputFormat.Torchscript],
        };
        s.Finish();
        return output;
    }
}
