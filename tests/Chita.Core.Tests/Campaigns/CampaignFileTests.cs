using Chita.Blocks;
using Chita.Campaigns;
using Chita.Data;
using Chita.Pruning.Budgets;
using Chita.Pruning.Schedules;

namespace Chita.Core.Tests.Campaigns;

public sealed class CampaignFileTests : IDisposable
{
    private readonly CampaignFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_whole_file_is_read_as_written()
    {
        var spec = _folder.Parse(CampaignFolder.Yaml);

        Assert.Equal("resnet20-90", spec.Name);
        Assert.Equal(_folder.At("networks/resnet20.pt"), spec.Network.Torchscript);
        Assert.Equal(LossKind.CrossEntropy, spec.Network.Loss);
        Assert.Equal(["*"], spec.Network.Targets);
        Assert.Equal(["re:.*downsample.*"], spec.Network.Ignore);
        Assert.Equal(_folder.At("cifar10/train.bin"), spec.Calibration!.Data);
        Assert.Null(spec.Calibration.Targets);
        Assert.Equal([0.5, 0.4, 0.3], spec.Calibration.Normalize!.Mean);
        Assert.Equal([0.5, 0.6, 0.7], spec.Calibration.Normalize.Std);
        Assert.Equal([AugmentationStep.Crop, AugmentationStep.Flip], spec.Calibration.Augment);
        Assert.Equal((8000, 16, 500), (spec.Calibration.Samples, spec.Calibration.BatchSize, spec.Calibration.Batches));
        Assert.Equal((0.1m, 7L, SampleOrder.File), (spec.Calibration.Holdout, spec.Calibration.Seed, spec.Calibration.Order));
        Assert.Equal((_folder.At("cifar10/test.bin"), Metric.Accuracy), (spec.Evaluation!.Data, spec.Evaluation.Metric));
        Assert.Same(spec.Calibration.Normalize, spec.Evaluation.Normalize);
        Assert.Equal(new SolverSpec { Method = PruningMethod.Bso, Ridge = 1e-3, FirstOrder = 0.0625, Tolerance = 1e-5, MaxIterations = 20 }, spec.Solver);
        Assert.Equal(0.9m, spec.Budget.Levels[^1]);
        Assert.Equal(new StagesSpec { Count = 15, Schedule = StageScheduleKind.Cubic, Start = 0.1m }, spec.Stages);
        Assert.Equal(0.9m, new SupportBudget(spec.Budget, [new("a", 100)]).Plan(spec.Stages).Stages[14].Sparsity);
        Assert.Equal(0.05, spec.Quality!.MaxDegradation);
        Assert.Equal(4096, spec.Execution.BlockSize);
        Assert.Equal((_folder.At("out/resnet20-90"), 1), (spec.Output.Path, spec.Output.Formats.Count));
        Assert.Equal(CampaignFolder.Yaml, spec.Yaml);
        Assert.False(spec.Solver.IsTuned);
    }

    [Theory]
    [InlineData("ridge: auto, firstOrder: 0.0625", null, 0.0625)]
    [InlineData("ridge: 1.0e-3, firstOrder: auto", 1e-3, null)]
    [InlineData("ridge: auto, firstOrder: auto", null, null)]
    public void Ridge_and_first_order_may_be_left_to_held_out_samples(string numbers, double? ridge, double? firstOrder)
    {
        var solver = _folder.Parse(CampaignFolder.Yaml.Replace("ridge: 1.0e-3, firstOrder: 0.0625", numbers)).Solver;
        Assert.Equal((ridge, firstOrder, true), (solver.Ridge, solver.FirstOrder, solver.IsTuned));
    }

    [Fact]
    public void Stages_that_hold_come_after_those_of_the_schedule()
    {
        var spec = _folder.Parse(CampaignFolder.Yaml.Replace("count: 15,", "count: 15, hold: 3,"));
        var stages = new SupportBudget(spec.Budget, [new("a", 100)]).Plan(spec.Stages).Stages;
        Assert.Equal(18, stages.Count);
        Assert.Equal([0.9m, 0.9m, 0.9m, 0.9m], stages.TakeLast(4).Select(stage => stage.Sparsity));
    }

    [Theory]
    [InlineData("chita", PruningMethod.Chita), InlineData("iht", PruningMethod.Iht), InlineData("cd", PruningMethod.Cd)]
    [InlineData("bso", PruningMethod.Bso), InlineData("block-bso", PruningMethod.BlockBso), InlineData("magnitude", PruningMethod.Magnitude)]
    public void Each_method_has_a_word_by_which_the_solver_knows_it(string word, PruningMethod method)
    {
        var spec = _folder.Parse(CampaignFolder.Smallest.Replace("ridge: 0.1", $"ridge: 0.1, method: {word}"));
        Assert.Equal(method, spec.Solver.Method);
        Assert.Equal(word, Chita.Pruning.PruningMethods.Named(method.Word()).Name);
    }

    [Theory, InlineData("float32", GradientStorage.Float32), InlineData("bfloat16", GradientStorage.BFloat16)]
    public void Each_storage_has_a_word(string word, GradientStorage storage) =>
        Assert.Equal(storage, _folder.Parse(CampaignFolder.Smallest.Replace("ridge: 0.1", $"ridge: 0.1, storage: {word}")).Solver.Storage);

    [Fact]
    public void What_is_not_said_has_its_default()
    {
        var spec = _folder.Parse(CampaignFolder.Smallest);

        Assert.Equal(["*"], spec.Network.Targets);
        Assert.Empty(spec.Network.Ignore);
        Assert.Empty(spec.Calibration!.Augment);
        Assert.Null(spec.Calibration.Normalize);
        Assert.Equal((0m, 0L, SampleOrder.Shuffled), (spec.Calibration.Holdout, spec.Calibration.Seed, spec.Calibration.Order));
        Assert.Null(spec.Evaluation);
        Assert.Equal(new SolverSpec { Method = PruningMethod.Chita, Ridge = 0.1, FirstOrder = 0, Tolerance = 1e-4, MaxIterations = 50 }, spec.Solver);
        Assert.Equal(new StagesSpec { Count = 1, Schedule = StageScheduleKind.Exponential, Start = 0 }, spec.Stages);
        Assert.Null(spec.Quality);
        Assert.Equal(65_536, spec.Execution.BlockSize);
        Assert.Equal([OutputFormat.Safetensors, OutputFormat.Torchscript], spec.Output.Formats);
    }

    [Fact]
    public void A_language_model_is_a_folder_and_is_written_as_one()
    {
        var spec = _folder.Parse(CampaignFolder.Smallest.Replace("torchscript: networks/resnet20.pt", "huggingface: networks"));

        Assert.Equal((null, _folder.At("networks"), _folder.At("networks")), (spec.Network.Torchscript, spec.Network.Huggingface, spec.Network.Path));
        Assert.Equal([OutputFormat.Huggingface], spec.Output.Formats);
    }

    [Fact]
    public void Magnitude_needs_neither_calibration_nor_ridge()
    {
        var spec = _folder.Parse(CampaignFolder.Smallest
            .Replace("  calibration: { data: cifar10/train.bin, samples: 10, batchSize: 5 }\n", "")
            .Replace("{ ridge: 0.1 }", "{ method: magnitude }"));

        Assert.Null(spec.Calibration);
        Assert.Null(spec.Solver.Ridge);
    }

    [Fact]
    public void Labels_may_be_in_a_file_of_their_own() =>
        Assert.Equal(
            _folder.At("cifar10/labels.idx"),
            _folder.Parse(CampaignFolder.Smallest.Replace("samples: 10", "targets: cifar10/labels.idx, samples: 10")).Calibration!.Targets);

    [Theory]
    [InlineData("0.9", "0.9")]
    [InlineData("9e-1", "0.9")]
    [InlineData("0", "0")]
    [InlineData("0.9999999999999999999999999999", "0.9999999999999999999999999999")]
    [InlineData(".98", "0.98")]
    public void Sparsity_is_exactly_what_is_written(string written, string expected) =>
        Assert.Equal(
            decimal.Parse(expected, System.Globalization.CultureInfo.InvariantCulture),
            _folder.Parse(CampaignFolder.Smallest.Replace("sparsity: 0.5", "sparsity: " + written)).Budget.Levels[^1]);

    [Fact]
    public void Text_read_again_without_its_files_gives_the_same_spec()
    {
        var spec = _folder.Parse(CampaignFolder.Yaml);
        var again = CampaignFile.Parse(spec.Yaml, "campaign.yaml", "/nowhere", checkFiles: false);

        Assert.Equal(spec.Digest, again.Digest);
        Assert.Equal("/nowhere/networks/resnet20.pt", again.Network.Torchscript);
        Assert.Equal(spec.Solver, again.Solver);
        Assert.Equal(spec.Stages, again.Stages);
    }

    [Fact]
    public void Digest_is_the_sha256_of_the_text() => // printf '…' | sha256sum, for the text "abc"
        Assert.Equal(
            "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
            (_folder.Parse(CampaignFolder.Smallest) with { Yaml = "abc" }).Digest);

    [Fact]
    public void Load_starts_relative_paths_at_the_file()
    {
        File.WriteAllText(_folder.At("a.yaml"), CampaignFolder.Smallest);
        var spec = CampaignFile.Load(_folder.At("a.yaml"));

        Assert.Equal(_folder.At("networks/resnet20.pt"), spec.Network.Torchscript);
        Assert.Equal(_folder.At("out"), spec.Output.Path);
    }

    [Fact]
    public void Load_with_a_data_root_reads_from_it_and_writes_to_the_current_folder()
    {
        Directory.CreateDirectory(_folder.At("elsewhere"));
        var file = _folder.At("elsewhere/a.yaml");
        File.WriteAllText(file, CampaignFolder.Smallest.Replace("path: out", "path: out-of-a-test"));

        var spec = CampaignFile.Load(file, dataRoot: _folder.Root);
        Assert.Equal(_folder.At("networks/resnet20.pt"), spec.Network.Torchscript);
        Assert.Equal(Path.Combine(Environment.CurrentDirectory, "out-of-a-test"), spec.Output.Path);

        Assert.Equal(_folder.At("elsewhere/out-of-a-test"), CampaignFile.Load(file, _folder.Root, _folder.At("elsewhere")).Output.Path);
    }

    [Fact]
    public void Absolute_paths_stay()
    {
        var network = _folder.At("networks/resnet20.pt");
        var yaml = CampaignFolder.Smallest.Replace("networks/resnet20.pt", network);

        Assert.Equal(network, CampaignFile.Parse(yaml, "a.yaml", "/nowhere", checkFiles: false).Network.Torchscript);
    }

    [Fact]
    public void Files_that_cannot_be_read_are_named()
    {
        File.WriteAllBytes(_folder.At("latin1.yaml"), [0x61, 0xE9, 0x62]);
        File.WriteAllBytes(_folder.At("big.yaml"), new byte[CampaignFile.MaxBytes + 1]);

        string Message(string file) => Assert.Throws<InvalidInputException>(() => CampaignFile.Load(_folder.At(file))).Message;
        Assert.StartsWith(_folder.At("none.yaml") + ": cannot be read: ", Message("none.yaml"));
        Assert.StartsWith(_folder.Root + "/.: cannot be read: ", Message("."));
        Assert.Equal(_folder.At("latin1.yaml") + ":1: is not text in UTF-8; expected a campaign file", Message("latin1.yaml"));
        Assert.Equal(_folder.At("big.yaml") + ":1: is larger than 1024 KiB; expected a campaign file", Message("big.yaml"));
        Assert.Contains("not a folder", Assert.Throws<InvalidInputException>(
            () => CampaignFile.Load(_folder.At("a.yaml"), _folder.At("none"))).Message);
    }
}
