using System.Globalization;
using Chita.Blocks;
using Chita.Data;
using Chita.Pruning.Schedules;

namespace Chita.Campaigns.Reading;

/// <summary>The sections under <c>spec</c>, in the order of the file.</summary>
internal sealed partial class CampaignReader
{
    private const string Auto = "auto";

    /// <summary>The keys of which one says what the network is.</summary>
    private static readonly string[] Networks = ["torchscript", "huggingface", "weights"];

    private NetworkSpec Network(Section s)
    {
        var isLater = s.Later("stages", "torchscript: FILE or huggingface: FOLDER");
        string[] kinds = [.. Networks.Where(s.Has)];
        var network = new NetworkSpec
        {
            Torchscript = files.Input(s, "torchscript", isLater || kinds.Length > 0 ? null : "the network's TorchScript file, or huggingface: FOLDER, or weights: FILE"),
            Huggingface = files.InputFolder(s, "huggingface", "*"),
            Weights = files.Input(s, "weights"),
            Gradients = files.InputFolder(s, "gradients", "*.safetensors"),
            Loss = s.Word<LossKind>("loss", kinds is ["weights"] ? null : "the loss it was trained for: cross-entropy or mean-squared-error") ?? default,
            Targets = Patterns(s, "targets", mayBeEmpty: false) ?? ["*"],
            Ignore = Patterns(s, "ignore", mayBeEmpty: true) ?? [],
        };
        if (kinds is [var first, var second, ..])
            s.Problem(second, $"is a network, and so is {first}; remove one of the two");
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
            Labels = s.Word<LabelSource>("labels") ?? LabelSource.Data,
            Samples = s.Whole("samples", 1, int.MaxValue, "the number of samples per stage") ?? 0,
            BatchSize = s.Whole("batchSize", 1, int.MaxValue, "the number of samples per gradient") ?? 0,
            Holdout = s.Exact("holdout", "0 ≤ holdout < 1", v => v is >= 0 and < 1) ?? 0,
            Seed = s.Whole("seed", 0, long.MaxValue) ?? 0,
            Order = s.Word<SampleOrder>("order") ?? SampleOrder.Shuffled,
        };
        if (calibration is { Samples: > 0, BatchSize: > 0 } && calibration.Samples % calibration.BatchSize != 0)
            s.Problem("samples", $"{calibration.Samples} is not a multiple of batchSize {calibration.BatchSize}; " +
                $"{Multiple(calibration.Samples, calibration.BatchSize)} would be");
        if (calibration is { Labels: LabelSource.Network, Targets: not null })
            s.Problem("targets", "are not used where labels are the network's; remove the key, or give labels: data");
        if (calibration.BatchSize == 1 && calibration.Augment.Contains(AugmentationStep.Mixup))
            s.Problem("augment", "mixup blends the images of a batch, and batchSize is 1; expected batchSize ≥ 2, or no mixup");
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

    /// <summary>What is chosen on held-out samples needs some.</summary>
    private static void CheckTuned(Section s, CalibrationSpec? calibration)
    {
        foreach (var key in (string[])["ridge", "firstOrder"])
        {
            if (s.Is(key, Auto) && calibration is null)
                s.Problem(key, "auto is chosen on held-out samples, and with network.gradients there are none; give a number");
            else if (s.Is(key, Auto) && calibration!.Holdout == 0)
                s.Problem(key, "auto is chosen on held-out samples, and calibration.holdout is 0; give calibration.holdout, such as 0.1, or a number here");
        }
    }

    /// <summary>Rows that are there already are those of one set of weights, and no samples come with them.</summary>
    private static void CheckStored(Section spec, StagesSpec stages)
    {
        if (spec.Has("calibration"))
            spec.Problem("calibration", "makes rows of gradients, and network.gradients has them already; remove one of the two");
        if (stages.Count > 1 || stages.Hold > 0 || stages.Schedule == StageScheduleKind.Adaptive)
            spec.Problem("stages", "want gradients at the weights of each stage, and network.gradients are those of one; remove the section");
    }

    /// <summary>Weights without the network can be pruned, and that is all.</summary>
    private static void CheckWeights(Section spec, Section network, bool needsRows)
    {
        foreach (var key in (string[])["calibration", "evaluation"])
        {
            if (spec.Has(key) && !(key == "calibration" && network.Has("gradients"))) // which is told already
                spec.Problem(key, "runs the network, and network.weights are weights alone; remove the section, or give network.torchscript or network.huggingface");
        }

        if (needsRows)
            network.Problem("weights", "are weights alone, of which no gradients can be computed; give network.gradients, or solver: { method: magnitude }");
    }

    private static SolverSpec? Solver(Section? s)
    {
        if (s is null)
            return null;
        var method = s.Word<PruningMethod>("method") ?? PruningMethod.Chita;
        var solver = new SolverSpec
        {
            Method = method,
            Ridge = s.Is("ridge", Auto) ? null : s.Real("ridge", "ridge > 0", v => v > 0,
                method == PruningMethod.Magnitude ? null : "a number > 0, such as 1.0e-3, or auto", or: ", or auto"),
            FirstOrder = s.Is("firstOrder", Auto) ? null : s.Real("firstOrder", "firstOrder ≥ 0", v => v >= 0, or: ", or auto") ?? 0,
            Tolerance = s.Real("tolerance", "tolerance ≥ 0", v => v >= 0) ?? 1e-4,
            MaxIterations = s.Whole("maxIterations", 1, int.MaxValue) ?? 50,
            Storage = s.Word<GradientStorage>("storage") ?? GradientStorage.Float32,
        };
        if (method == PruningMethod.BlockBso && solver.FirstOrder is null or > 0)
            s.Problem("firstOrder", "block-bso takes none, since every block would correct the whole gradient alone; give 0 or remove the key");
        s.Finish();
        return solver;
    }

    internal static BudgetSpec? Budget(Section? s)
    {
        if (s is null)
            return null;
        var scope = s.Word<BudgetScope>("scope") ?? BudgetScope.Global;
        var pattern = Pattern(s);
        var isGroups = pattern.Kind == SupportKind.NofM;
        var (bytes, flops) = (s.Size("bytes"), s.Exact("flops", "0 < flops < 1", v => v is > 0 and < 1));
        var levels = s.Exacts("sparsity", "0 ≤ sparsity < 1", v => v is >= 0 and < 1,
            isGroups || s.Has("bytes") || s.Has("flops") ? null : "the share of weights to remove, such as 0.9, or several, such as [0.5, 0.7, 0.9]");
        if (isGroups)
        {
            var own = 1 - (decimal)pattern.N / pattern.M;
            if (levels is { Count: > 1 } || levels?[0] is { } level && Math.Abs(level - own) > 1e-4m)
                s.Problem("sparsity", string.Create(CultureInfo.InvariantCulture, $"is not that of pattern {pattern}, which is 1 − {pattern.N}/{pattern.M} = {own:0.####}; remove the key"));
            levels = [own];
        }

        var budget = new BudgetSpec
        {
            Levels = [.. (levels ?? []).Order()],
            Bytes = bytes,
            Flops = flops,
            Positions = [.. s.Children("positions", "{ match: …, count: … }").Select(Positions)],
            Scope = scope,
            Pattern = pattern,
            Floor = s.Exact("floor", "0 ≤ floor ≤ 1", v => v is >= 0 and <= 1),
            Cap = s.Exact("cap", "0 ≤ cap ≤ 1", v => v is >= 0 and <= 1) ?? 1,
            Layers = [.. s.Children("layers", "{ match: …, sparsity: … }").Select(LayerBudget)],
        };
        if (scope == BudgetScope.Layer && (pattern.Kind != SupportKind.Unstructured || flops is not null))
            s.Problem("scope", $"layer hands single weights out, and {(flops is null ? $"pattern {pattern} chooses several at once" : "flops has prices for them")}; expected global");
        if (levels is not null && bytes is not null)
            s.Problem("bytes", "says how many weights stay, as sparsity does; remove one of the two");
        foreach (var key in (string[])["floor", "cap", "layers", "bytes", "flops"])
        {
            if (pattern.Kind == SupportKind.NofM && s.Has(key) || pattern.Kind == SupportKind.Rows && key != "floor" && s.Has(key))
                s.Problem(key, $"holds for single weights, and pattern {pattern} keeps or removes several at once; remove one of the two");
        }

        s.Finish();
        return levels is null && bytes is null && flops is null ? null : budget;
    }

    private static PositionsSpec Positions(Section s)
    {
        var positions = new PositionsSpec
        {
            Match = Match(s),
            Count = s.Whole("count", 1L, 1L << 40, "how often a sample uses each weight of the tensor") ?? 1,
        };
        s.Finish();
        return positions;
    }

    private static string Match(Section s)
    {
        var match = s.Text("match", "the names of the tensors: a glob, or re: and a regular expression") ?? "*";
        if (Campaigns.NamePattern.TryCreate(match, out var problem) is null)
            s.Problem("match", problem);
        return match;
    }

    private static SupportPattern Pattern(Section s)
    {
        if (s.Text("pattern") is not { } word)
            return SupportPattern.Unstructured;
        if (SupportPattern.TryParse(word) is { } pattern)
            return pattern;
        s.Problem("pattern", $"\"{YamlScalar.Short(word)}\" is not a pattern; expected {SupportPattern.Expected}");
        return SupportPattern.Unstructured;
    }

    private static LayerBudgetSpec LayerBudget(Section s)
    {
        var budget = new LayerBudgetSpec
        {
            Match = Match(s),
            Sparsity = s.Exact("sparsity", "0 ≤ sparsity ≤ 1", v => v is >= 0 and <= 1),
            Floor = s.Exact("floor", "0 ≤ floor ≤ 1", v => v is >= 0 and <= 1),
            Cap = s.Exact("cap", "0 ≤ cap ≤ 1", v => v is >= 0 and <= 1),
        };
        if (budget is { Sparsity: not null } and not { Floor: null, Cap: null })
            s.Problem("sparsity", "is the tensor's own, and leaves nothing to floor and cap; remove those, or this one");
        if (budget is { Sparsity: null, Floor: null, Cap: null })
            s.Problem("match", "has neither sparsity nor floor nor cap; give one of them, or remove the item");
        s.Finish();
        return budget;
    }

    /// <summary>What adapts compares the loss on held-out samples with an objective.</summary>
    private static void CheckAdaptive(Section s, int count, int levels, CalibrationSpec? calibration, SolverSpec? solver)
    {
        if (calibration is not { Holdout: > 0 })
            s.Problem("schedule", "adaptive compares with the loss on held-out samples, and calibration.holdout is 0; give calibration.holdout, such as 0.1, or another schedule");
        if (solver is { Method: PruningMethod.Magnitude })
            s.Problem("schedule", "adaptive asks what the quadratic model predicts, and solver.method magnitude has none; give another schedule");
        if (count < levels)
            s.Problem("count", $"{count} stages cannot stop at each of {levels} levels; give at least {levels}");
    }

    private static StagesSpec Stages(Section? s, BudgetSpec? budget, CalibrationSpec? calibration, SolverSpec? solver)
    {
        var sparsity = budget?.Levels.LastOrDefault(1); // what bytes and flops come to is known with the network
        if (s is null)
            return new() { Count = 1, Schedule = StageScheduleKind.Exponential, Start = 0 };
        var count = s.Whole("count", 1, 1000) ?? 1;
        var hold = s.Whole("hold", 0, 1000) ?? 0;
        var schedule = s.Word<StageScheduleKind>("schedule") ?? StageScheduleKind.Exponential;
        var startMatters = count > 1 && schedule != StageScheduleKind.Constant;
        var start = s.Exact("start", "0 ≤ start < 1", v => v is >= 0 and < 1,
            startMatters ? "the sparsity where the stages begin, such as 0.1" : null);
        if (budget?.Pattern.Kind == SupportKind.NofM && startMatters)
            s.Problem("schedule", $"{schedule.Word()} grows, and pattern {budget.Pattern} has one sparsity; give schedule: constant");
        if (schedule == StageScheduleKind.Adaptive)
            CheckAdaptive(s, count, budget?.Levels.Count ?? 1, calibration, solver);
        if (start >= sparsity)
            s.Problem("start", $"{start} is not below budget.sparsity, {sparsity}; stages grow from start to sparsity");
        s.Finish();
        return new() { Count = count, Hold = hold, Schedule = schedule, Start = start ?? 0 };
    }

    private static QualitySpec Quality(Section s)
    {
        var quality = new QualitySpec
        {
            MaxDegradation = s.Real("maxDegradation", "maxDegradation ≥ 0", v => v >= 0, "by how much the metric may get worse") ?? 0,
            OnFail = s.Word<GateFailure>("onFail") ?? GateFailure.Reject,
        };
        s.Finish();
        return quality;
    }

    private static readonly TimeSpan Longest = TimeSpan.FromDays(3650);

    private static ExecutionSpec Execution(Section? s)
    {
        var execution = new ExecutionSpec
        {
            BlockSize = s?.Whole("blockSize", 16, 16_777_216) ?? 65_536,
            Checkpoint = s?.Word<CheckpointPolicy>("checkpoint") ?? CheckpointPolicy.Iteration,
            Deadline = s?.Duration("deadline", TimeSpan.FromSeconds(1), Longest),
            Retries = s?.Whole("retries", 0, 100) ?? ExecutionSpec.DefaultRetries,
            TimeToLive = s?.Duration("ttl", TimeSpan.FromMinutes(1), Longest),
        };
        s?.Finish();
        return execution;
    }

    private OutputSpec Output(Section s, NetworkSpec? network, bool hasCalibration, PruningMethod method, BudgetScope scope)
    {
        var output = new OutputSpec
        {
            Path = files.Output(s, "path", "the folder to create") ?? "",
            Formats = Formats(s, network),
            Recalibrate = s.Word<RecalibrationKind>("recalibrate") ?? RecalibrationKind.None,
            Scores = s.Switch("scores") ?? false,
        };
        if (output.Recalibrate != RecalibrationKind.None && !hasCalibration)
            s.Problem("recalibrate", $"{output.Recalibrate.Word()} takes its statistics from calibration samples; give calibration: {{ data: …, samples: …, batchSize: … }}, or remove the key");
        if (output.Scores && method != PruningMethod.Chita)
            s.Problem("scores", $"are those of solver.method chita, and {method.Word()} has none; remove the key, or give method: chita");
        if (output.Scores && scope == BudgetScope.Layer)
            s.Problem("scores", "are those of one dual vector for the whole network, and budget.scope layer has one for each layer; remove the key");
        s.Finish();
        return output;
    }

    /// <summary>A network is written as it came, or as safetensors, which are weights alone.</summary>
    private static IReadOnlyList<OutputFormat> Formats(Section s, NetworkSpec? network)
    {
        OutputFormat? own = network?.Weights is not null ? null : network?.Huggingface is not null ? OutputFormat.Huggingface : OutputFormat.Torchscript;
        var formats = s.WordList<OutputFormat>("formats");
        foreach (var other in formats?.Where(format => format != OutputFormat.Safetensors && format != own) ?? [])
            s.Problem("formats", $"{other.Word()} is for a network.{other.Word()}; this one can be written as {OutputFormat.Safetensors.Word()}{(own is { } word ? $" and as {word.Word()}" : "")}");
        return formats ?? own switch
        {
            OutputFormat.Huggingface => [OutputFormat.Huggingface],
            OutputFormat.Torchscript => [OutputFormat.Safetensors, OutputFormat.Torchscript],
            _ => [OutputFormat.Safetensors],
        };
    }
}
