using Chita.Campaigns;
namespace Chita.Core.Tests.Campaigns;

/// <summary>Each thing that can be wrong has its one line, on the right line.</summary>
public sealed class CampaignProblemTests : IDisposable
{
    private readonly CampaignFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    // numbers
    [InlineData("sparsity: 0.9", "sparsity: 1.2", "21: budget.sparsity: 1.2 is outside 0 ≤ sparsity < 1")]
    [InlineData("sparsity: 0.9", "sparsity: 1", "21: budget.sparsity: 1 is outside 0 ≤ sparsity < 1")]
    [InlineData("sparsity: 0.9", "sparsity: 1e99", "21: budget.sparsity: 1e99 is outside 0 ≤ sparsity < 1")]
    [InlineData("sparsity: 0.9", "sparsity: -0.1", "21: budget.sparsity: -0.1 is outside 0 ≤ sparsity < 1")]
    [InlineData("sparsity: 0.9", "sparsity: 90%", "21: budget.sparsity: 90% is not a number; expected 0 ≤ sparsity < 1")]
    [InlineData("sparsity: 0.9", "sparsity: \"0.9\"", "21: budget.sparsity: \"0.9\" is not a number; expected 0 ≤ sparsity < 1")]
    [InlineData("sparsity: 0.9", "sparsity: 0.12345678901234567890123456789", "21: budget.sparsity: 0.12345678901234567890123456789 has more than 28 decimals; write it with fewer")]
    [InlineData("sparsity: 0.9", "sparsity: 0.1e-30", "21: budget.sparsity: 0.1e-30 has more than 28 decimals; write it with fewer")]
    [InlineData("ridge: 1.0e-3", "ridge: 0", "20: solver.ridge: 0 is outside ridge > 0")]
    [InlineData("ridge: 1.0e-3", "ridge: 1e999", "20: solver.ridge: 1e999 is outside ridge > 0")]
    [InlineData("ridge: 1.0e-3", "ridge: .inf", "20: solver.ridge: .inf is not a number; expected ridge > 0, or auto")]
    [InlineData("ridge: 1.0e-3", "ridge: NaN", "20: solver.ridge: NaN is not a number; expected ridge > 0, or auto")]
    [InlineData("firstOrder: 0.0625", "firstOrder: -1", "20: solver.firstOrder: -1 is outside firstOrder ≥ 0")]
    [InlineData("tolerance: 1.0e-5", "tolerance: -1", "20: solver.tolerance: -1 is outside tolerance ≥ 0")]
    [InlineData("maxIterations: 20", "maxIterations: 0", "20: solver.maxIterations: 0 is outside maxIterations ≥ 1")]
    [InlineData("maxIterations: 20", "maxIterations: 2.5", "20: solver.maxIterations: 2.5 is not a whole number; expected maxIterations ≥ 1")]
    [InlineData("samples: 8000", "samples: 99999999999", "14: calibration.samples: 99999999999 is outside samples ≥ 1")]
    [InlineData("samples: 8000", "samples: 8001", "14: calibration.samples: 8001 is not a multiple of batchSize 16; 8000 would be")]
    [InlineData("batchSize: 16", "batchSize: 0", "15: calibration.batchSize: 0 is outside batchSize ≥ 1")]
    [InlineData("holdout: 0.1", "holdout: 1", "16: calibration.holdout: 1 is outside 0 ≤ holdout < 1")]
    [InlineData("seed: 7", "seed: -7", "17: calibration.seed: -7 is outside seed ≥ 0")]
    [InlineData("std: [0.5, 0.6, 0.7]", "std: [0.5, 0.0, 0.7]", "12: calibration.normalize.std: 0.0 is outside std > 0")]
    [InlineData("std: [0.5, 0.6, 0.7]", "std: [0.5]", "12: calibration.normalize.std: has 1 numbers, mean has 3; expected as many of each")]
    [InlineData("blockSize: 4096", "blockSize: 15", "24: execution.blockSize: 15 is outside 16 ≤ blockSize ≤ 16777216")]
    [InlineData("blockSize: 4096", "blockSize: 16777217", "24: execution.blockSize: 16777217 is outside 16 ≤ blockSize ≤ 16777216")]
    [InlineData("count: 15", "count: 0", "22: stages.count: 0 is outside 1 ≤ count ≤ 1000")]
    [InlineData("start: 0.1", "start: 0.9", "22: stages.start: 0.9 is not below budget.sparsity, 0.9; stages grow from start to sparsity")]
    [InlineData("start: 0.1", "start: -0.1", "22: stages.start: -0.1 is outside 0 ≤ start < 1")]
    [InlineData(", start: 0.1", "", "22: stages.start: missing; give the sparsity where the stages begin, such as 0.1")]
    [InlineData("maxDegradation: 0.05", "maxDegradation: -0.05", "23: quality.maxDegradation: -0.05 is outside maxDegradation ≥ 0")]
    // words
    [InlineData("loss: cross-entropy", "loss: crossentropy", "7: network.loss: crossentropy is not a valid word; expected cross-entropy, mean-squared-error")]
    [InlineData("metric: accuracy", "metric: f1", "19: evaluation.metric: f1 is not a valid word; expected accuracy, loss, perplexity")]
    [InlineData("order: file", "order: random", "18: calibration.order: random is not a valid word; expected shuffled, file")]
    [InlineData("[crop, flip]", "[crop, blur]", "13: calibration.augment: blur is not a valid word; expected crop, flip, mixup")]
    [InlineData("[crop, flip]\n    samples: 8000\n    batchSize: 16", "[mixup]\n    samples: 8000\n    batchSize: 1", "13: calibration.augment: mixup blends the images of a batch, and batchSize is 1; expected batchSize ≥ 2, or no mixup")]
    [InlineData("order: file", "labels: teacher", "18: calibration.labels: teacher is not a valid word; expected data, network")]
    [InlineData("[crop, flip]", "[crop, crop]", "13: calibration.augment: \"crop\" is given twice; keep one")]
    [InlineData("schedule: cubic", "schedule: steep", "22: stages.schedule: steep is not a valid word; expected exponential, cubic, linear, constant, geometric, adaptive")]
    [InlineData("[safetensors]", "[onnx]", "25: output.formats: onnx is not a valid word; expected safetensors, torchscript, huggingface")]
    [InlineData("[safetensors]", "[]", "25: output.formats: is empty; expected a list of safetensors, torchscript, huggingface")]
    [InlineData("scope: global", "scope: galaxy", "21: budget.scope: galaxy is not a valid word; expected global, layer")]
    [InlineData("pattern: unstructured", "pattern: 4:2", "21: budget.pattern: \"4:2\" is not a pattern; expected unstructured, n:m such as \"2:4\", rows, or rows of several at once such as \"rows:16\"")]
    [InlineData("pattern: unstructured", "pattern: rows, cap: 0.9", "21: budget.cap: holds for single weights, and pattern rows keeps or removes several at once; remove one of the two")]
    [InlineData("pattern: unstructured", "floor: 1.5", "21: budget.floor: 1.5 is outside 0 ≤ floor ≤ 1")]
    [InlineData("pattern: unstructured", "layers: [{ match: \"conv*\" }]", "21: budget.layers[0].match: has neither sparsity nor floor nor cap; give one of them, or remove the item")]
    [InlineData("pattern: unstructured", "layers: [{ match: \"conv*\", sparsity: 0.5, cap: 0.1 }]", "21: budget.layers[0].sparsity: is the tensor's own, and leaves nothing to floor and cap; remove those, or this one")]
    [InlineData("pattern: unstructured", "layers: [conv]", "21: budget.layers: is not a list of mappings; expected items such as { match: …, sparsity: … }")]
    [InlineData("[safetensors]", "[safetensors], scores: yes", "25: output.scores: yes is neither true nor false")]
    [InlineData("[safetensors]", "[safetensors], scores: true", "25: output.scores: are those of solver.method chita, and bso has none; remove the key, or give method: chita")]
    // shape of the file
    [InlineData("chita/v1", "chita/v2", "1: apiVersion: \"chita/v2\" is not a version of this file; expected chita/v1")]
    [InlineData("kind: Campaign", "kind: Job", "2: kind: \"Job\" is not a kind of file; expected Campaign")]
    [InlineData("kind: Campaign\n", "", "1: kind: missing; give Campaign")]
    [InlineData("name: resnet20-90", "name: ResNet20", "3: metadata.name: \"ResNet20\" is not a name; expected at most 63 of a–z, 0–9 and \"-\", beginning and ending with a letter or a digit")]
    [InlineData("name: resnet20-90", "name: a-", "3: metadata.name: \"a-\" is not a name; expected at most 63 of a–z, 0–9 and \"-\", beginning and ending with a letter or a digit")]
    [InlineData("name: resnet20-90", "name: a.b", "3: metadata.name: \"a.b\" is not a name; expected at most 63 of a–z, 0–9 and \"-\", beginning and ending with a letter or a digit")]
    [InlineData("sparsity: 0.9", "sparisty: 0.9, sparsity: 0.9", "21: budget.sparisty: unknown key; did you mean \"sparsity\"?")]
    [InlineData("batchSize: 16", "batchSize: 16\n    batchsize: 16", "16: calibration.batchsize: unknown key; did you mean \"batchSize\"?")]
    [InlineData("sparsity: 0.9", "sparsity: 0.9, hue: 3", "21: budget.hue: unknown key; known are bytes, cap, floor, flops, layers, pattern, positions, scope, sparsity")]
    [InlineData("sparsity: 0.9", "sparsity: 0.9, sparsity: 0.8", "21: budget.sparsity: is given twice, first on line 21; keep one")]
    [InlineData("    seed: 7\n", "    seed: 7\n    seed: 8\n", "18: calibration.seed: is given twice, first on line 17; keep one")]
    [InlineData("kind: Campaign", "kind: Campaign\nkindly: yes", "3: kindly: unknown key; did you mean \"kind\"?")]
    [InlineData("ridge: 1.0e-3, ", "", "20: solver.ridge: missing; give a number > 0, such as 1.0e-3, or auto")]
    [InlineData("    samples: 8000\n", "", "10: calibration.samples: missing; give the number of samples per stage")]
    [InlineData("samples: 8000", "samples:", "14: calibration.samples: has no value; give the number of samples per stage")]
    [InlineData("seed: 7", "seed: ~", "17: calibration.seed: has no value; give one or remove the key")]
    [InlineData("samples: 8000", "samples: [8000]", "14: calibration.samples: is a list; expected a whole number, samples ≥ 1")]
    [InlineData("{ maxDegradation: 0.05 }", "0.05", "23: quality: is a single value; expected a mapping")]
    [InlineData("targets: [\"*\"]", "targets: \"*\"", "8: network.targets: is text; expected a list of patterns of tensor names, in [ ]")]
    [InlineData("targets: [\"*\"]", "targets: [[a]]", "8: network.targets: holds a list; expected a list of patterns of tensor names")]
    [InlineData("targets: [\"*\"]", "targets: [a, ~]", "8: network.targets: holds an empty value; expected a list of patterns of tensor names")]
    [InlineData("targets: [\"*\"]", "targets: []", "8: network.targets: is empty; expected a list of patterns of tensor names")]
    [InlineData("  evaluation: { data: cifar10/test.bin, metric: accuracy }\n", "", "22: quality: needs evaluation, to know what was lost; give evaluation: { data: …, metric: … }")]
    [InlineData("re:.*downsample.*", "re:(?=a)", "9: network.ignore: \"re:(?=a)\" uses look-around, back-references, atomic groups or huge counts, which are not supported; write it without")]
    [InlineData("method: bso", "method: obs", "20: solver.method: obs is not a valid word; expected chita, iht, cd, bso, block-bso, magnitude")]
    [InlineData("method: bso", "method: block-bso", "20: solver.firstOrder: block-bso takes none, since every block would correct the whole gradient alone; give 0 or remove the key")]
    [InlineData("ridge: 1.0e-3", "ridge: 1.0e-3, storage: b-float16", "20: solver.storage: b-float16 is not a valid word; expected float32, bfloat16")]
    [InlineData("ridge: 1.0e-3", "ridge: automatic", "20: solver.ridge: automatic is not a number; expected ridge > 0, or auto")]
    [InlineData("sparsity: 0.9", "sparsity: [0.9, 0.5, 0.90]", "21: budget.sparsity: 0.90 is given twice; keep one")]
    [InlineData("sparsity: 0.9", "sparsity: [0.9, 1]", "21: budget.sparsity: 1 is outside 0 ≤ sparsity < 1")]
    [InlineData("sparsity: 0.9", "sparsity: []", "21: budget.sparsity: is empty; expected a list of numbers")]
    [InlineData("formats: [safetensors]", "recalibrate: batchnorm", "25: output.recalibrate: batchnorm is not a valid word; expected none, batch-norm")]
    [InlineData("loss: cross-entropy", "huggingface: networks\n    loss: cross-entropy", "7: network.huggingface: is a network, and so is torchscript; remove one of the two")]
    [InlineData("formats: [safetensors]", "formats: [safetensors, huggingface]", "25: output.formats: huggingface is for a network.huggingface; this one can be written as safetensors and as torchscript")]
    [InlineData("torchscript: networks/resnet20.pt", "# none", "5: network.torchscript: missing; give the network's TorchScript file, or huggingface: FOLDER, or weights: FILE")]
    // known, but of a later version
    [InlineData("torchscript: networks/resnet20.pt", "stages: [a.pt, b.pt]", "6: network.stages: is known, but not available in this version; use torchscript: FILE or huggingface: FOLDER")]
    [InlineData("kind: Campaign", "kind: Schedule", "2: kind: Schedule is for chita schedule add; expected Campaign here")]
    [InlineData("checkpoint: none", "checkpoint: hourly", "24: execution.checkpoint: hourly is not a valid word; expected iteration, stage, none")]
    [InlineData("checkpoint: none", "deadline: 6", "24: execution.deadline: 6 is not a duration such as 10m, 1h30m or 2d, from 1s to 3650d")]
    [InlineData("checkpoint: none", "ttl: 5s", "24: execution.ttl: 5s is not a duration such as 10m, 1h30m or 2d, from 60s to 3650d")]
    [InlineData("retries: 0", "retries: 101", "24: execution.retries: 101 is outside 0 ≤ retries ≤ 100")]
    [InlineData("name: resnet20-90", "name: resnet20-90, labels: { team: a b }", "3: metadata.labels: is not a mapping of labels; expected at most 16, of up to 63 letters, digits, \"-\", \"_\" and \".\" each, such as { team: vision }")]
    public void Wrong_value_is_told_in_one_line(string right, string wrong, string problem)
    {
        Assert.Contains(right, CampaignFolder.Yaml);
        Assert.Equal(["campaign.yaml:" + problem], _folder.Problems(CampaignFolder.Yaml.Replace(right, wrong)));
    }

    [Fact]
    public void Recalibration_needs_samples() => Assert.Equal(
        ["campaign.yaml:8: output.recalibrate: batch-norm takes its statistics from calibration samples; give calibration: { data: …, samples: …, batchSize: … }, or remove the key"],
        _folder.Problems("""
            apiVersion: chita/v1
            kind: Campaign
            metadata: { name: small }
            spec:
              network: { torchscript: networks/resnet20.pt, loss: mean-squared-error }
              solver: { method: magnitude }
              budget: { sparsity: 0.5 }
              output: { path: out, recalibrate: batch-norm }
            """));

    [Fact]
    public void Rows_from_elsewhere_take_the_place_of_samples_and_are_for_one_stage()
    {
        Directory.CreateDirectory(_folder.At("rows"));
        var yaml = CampaignFolder.Smallest.Replace("torchscript:", "gradients: rows, torchscript:");
        Assert.Equal(
            ["campaign.yaml:6: calibration: makes rows of gradients, and network.gradients has them already; remove one of the two"], _folder.Problems(yaml));
        yaml = yaml.Replace("  calibration: { data: cifar10/train.bin, samples: 10, batchSize: 5 }\n", "");
        Assert.Empty(_folder.Problems(yaml));
        Assert.Equal(
            ["campaign.yaml:8: stages: want gradients at the weights of each stage, and network.gradients are those of one; remove the section"],
            _folder.Problems(yaml.Replace("  output:", "  stages: { count: 1, hold: 2 }\n  output:")));
        Assert.Equal(
            ["campaign.yaml:6: solver.ridge: auto is chosen on held-out samples, and with network.gradients there are none; give a number"],
            _folder.Problems(yaml.Replace("ridge: 0.1", "ridge: auto")));
        Directory.Delete(_folder.At("rows"));
        Assert.StartsWith($"campaign.yaml:5: network.gradients: {_folder.At("rows")} does not exist; expected a folder", Assert.Single(_folder.Problems(yaml)));
    }

    [Fact]
    public void Weights_alone_are_pruned_by_rows_from_elsewhere_or_by_magnitude()
    {
        var yaml = CampaignFolder.Smallest.Replace("torchscript: networks/resnet20.pt, loss: mean-squared-error", "weights: networks/resnet20.pt");
        const string run = "runs the network, and network.weights are weights alone; remove the section, or give network.torchscript or network.huggingface";
        Assert.Equal(
            ["campaign.yaml:5: network.weights: are weights alone, of which no gradients can be computed; give network.gradients, or solver: { method: magnitude }", $"campaign.yaml:6: calibration: {run}"],
            _folder.Problems(yaml));
        yaml = yaml.Replace("  calibration: { data: cifar10/train.bin, samples: 10, batchSize: 5 }\n", "").Replace("ridge: 0.1", "method: magnitude");
        Assert.Equal([OutputFormat.Safetensors], _folder.Parse(yaml).Output.Formats);
        Assert.Equal(
            ["campaign.yaml:8: output.formats: torchscript is for a network.torchscript; this one can be written as safetensors"],
            _folder.Problems(yaml.Replace("path: out", "path: out, formats: [safetensors, torchscript]")));
        Assert.Equal(
            ["campaign.yaml:8: evaluation: " + run], _folder.Problems(yaml.Replace("  output:", "  evaluation: { data: cifar10/test.bin, metric: accuracy }\n  output:")));
    }

    [Fact]
    public void Labels_of_the_network_are_classes() => Assert.Equal(
        ["campaign.yaml:6: calibration.labels: network draws class labels from the dense network's answers, and network.loss has none; expected loss: cross-entropy, or labels: data"],
        _folder.Problems(CampaignFolder.Smallest.Replace("batchSize: 5", "batchSize: 5, labels: network")));

    [Fact]
    public void Labels_of_the_network_leave_no_use_for_a_file_of_labels()
    {
        Assert.Contains("calibration.targets: are not used where labels are the network's; remove the key, or give labels: data",
            string.Join('\n', _folder.Problems(CampaignFolder.Smallest.Replace("mean-squared-error", "cross-entropy").Replace("batchSize: 5", "batchSize: 5, labels: network, targets: none.idx"))));
    }

    [Fact]
    public void Layers_alone_exchange_nothing()
    {
        Assert.Equal(
            ["campaign.yaml:20: solver.method: bso has no frontier of each layer to hand a budget of scope layer out by; expected chita, or scope: global"],
            _folder.Problems(CampaignFolder.Yaml.Replace("scope: global", "scope: layer")));
        Assert.Equal(
            ["campaign.yaml:8: budget.scope: layer hands single weights out, and pattern rows chooses several at once; expected global",
             "campaign.yaml:9: output.scores: are those of one dual vector for the whole network, and budget.scope layer has one for each layer; remove the key"],
            _folder.Problems(CampaignFolder.Smallest.Replace("sparsity: 0.5", "sparsity: 0.5, scope: layer, pattern: rows").Replace("path: out", "path: out, scores: true")));
    }

    [Fact]
    public void A_pattern_has_one_sparsity() => Assert.Equal(
        ["campaign.yaml:21: budget.sparsity: is not that of pattern 2:4, which is 1 − 2/4 = 0.5; remove the key",
         "campaign.yaml:22: stages.schedule: cubic grows, and pattern 2:4 has one sparsity; give schedule: constant"],
        _folder.Problems(CampaignFolder.Yaml.Replace("pattern: unstructured", "pattern: \"2:4\"")));

    [Fact]
    public void Stages_that_adapt_need_held_out_samples_a_model_and_a_stage_for_each_level() => Assert.Equal(
        ["campaign.yaml:22: stages.schedule: adaptive compares with the loss on held-out samples, and calibration.holdout is 0; give calibration.holdout, such as 0.1, or another schedule",
         "campaign.yaml:22: stages.schedule: adaptive asks what the quadratic model predicts, and solver.method magnitude has none; give another schedule",
         "campaign.yaml:22: stages.count: 2 stages cannot stop at each of 3 levels; give at least 3"],
        _folder.Problems(CampaignFolder.Yaml.Replace("holdout: 0.1", "holdout: 0").Replace("method: bso, ridge: 1.0e-3, firstOrder: 0.0625, tolerance: 1.0e-5, maxIterations: 20", "method: magnitude")
            .Replace("sparsity: 0.9", "sparsity: [0.5, 0.7, 0.9]").Replace("count: 15, schedule: cubic", "count: 2, schedule: adaptive")));

    [Theory]
    [InlineData("samples: 8000", "samples: &n 8000", 14, "anchors and aliases are not supported; write the value out")]
    [InlineData("samples: 8000", "samples: *n", 14, "anchors and aliases are not supported; write the value out")]
    [InlineData("samples: 8000", "samples: !!int 8000", 14, "tags are not supported; write the value without")]
    [InlineData("samples: 8000", "[a, b]: 8000", 14, "a key must be a single word")]
    [InlineData("augment: [crop, flip]", "augment: [[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]", 13, "nested deeper than 16 levels")]
    [InlineData("kind: Campaign", "kind: Campaign\n---", 3, "one campaign a file; a second document begins here")]
    public void Yaml_that_is_more_than_plain_is_refused(string right, string wrong, int line, string problem) =>
        Assert.Equal([$"campaign.yaml:{line}: is not valid YAML: {problem}"], _folder.Problems(CampaignFolder.Yaml.Replace(right, wrong)));

    [Theory]
    [InlineData("samples: 8000", "samples: [8000", 14)]
    [InlineData("samples: 8000", "samples: 'open", 14)]
    [InlineData("    samples: 8000", "\tsamples: 8000", 13)]
    public void Syntax_error_names_its_line(string right, string wrong, int line)
    {
        var problem = Assert.Single(_folder.Problems(CampaignFolder.Yaml.Replace(right, wrong)));
        Assert.StartsWith($"campaign.yaml:{line}: is not valid YAML: ", problem);
    }

    [Theory]
    [InlineData("")]
    [InlineData("# nothing\n")]
    [InlineData("hello")]
    [InlineData("- a\n- b")]
    public void What_is_no_campaign_at_all_is_said_so(string yaml) =>
        Assert.Equal(
            ["campaign.yaml:1: is not a campaign; expected a mapping that begins with apiVersion: chita/v1"], _folder.Problems(yaml));

    [Fact]
    public void Text_of_more_than_a_mebibyte_is_refused() =>
        Assert.Equal(
            ["campaign.yaml:1: is larger than 1024 KiB; expected a campaign file"], _folder.Problems(new string('#', (1 << 20) + 1)));

    [Theory]
    [InlineData("torchscript: networks/resnet20.pt", "huggingface: networks/none", "6: network.huggingface: {0}/networks/none does not exist; expected a folder (relative paths start at {0})")]
    [InlineData("torchscript: networks/resnet20.pt", "huggingface: networks/resnet20.pt", "6: network.huggingface: {0}/networks/resnet20.pt is a file; expected a folder (relative paths start at {0})")]
    [InlineData("networks/resnet20.pt", "networks/none.pt", "6: network.torchscript: {0}/networks/none.pt does not exist; expected a file (relative paths start at {0})")]
    [InlineData("cifar10/train.bin", "cifar10", "11: calibration.data: {0}/cifar10 is a folder; expected a file")]
    [InlineData("cifar10/test.bin", "cifar10/test.bin, targets: none.idx", "19: evaluation.targets: {0}/none.idx does not exist; expected a file (relative paths start at {0})")]
    [InlineData("cifar10/test.bin", "\"a\\0b\"", "19: evaluation.data: is not a path; expected a name without control characters")]
    [InlineData("out/resnet20-90", "cifar10", "25: output.path: {0}/cifar10 exists already; choose another folder or move it away")]
    [InlineData("out/resnet20-90", "cifar10/test.bin/a/b", "25: output.path: {0}/cifar10/test.bin is not a folder that can be written to; choose another place")]
    [InlineData("out/resnet20-90", "/proc/chita/out", "25: output.path: /proc is not a folder that can be written to; choose another place")]
    public void Path_that_cannot_be_used_is_named_in_full(string right, string wrong, string problem) =>
        Assert.Equal(
            ["campaign.yaml:" + problem.Replace("{0}", _folder.Root)], _folder.Problems(CampaignFolder.Yaml.Replace(right, wrong)));

    [Fact]
    public void Checking_leaves_nothing_behind()
    {
        var before = Directory.GetFileSystemEntries(_folder.Root, "*", SearchOption.AllDirectories);
        _folder.Parse(CampaignFolder.Yaml);
        Assert.Equal(before, Directory.GetFileSystemEntries(_folder.Root, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public void All_problems_are_told_at_once_in_the_order_of_lines()
    {
        const string yaml = """
            kind: Campaign
            metadata: { name: A }
            spec:
              network: { torchscript: none.pt, loss: hinge, targets: ["re:("] }
              calibration: { data: none.bin, samples: 7, batchSize: 2 }
              solver: { ridge: -1, tolerence: 1 }
              budget: { sparsity: 1.2 }
              quality: { maxDegradation: 1 }
            """;

        Assert.Equal(
            [
                "1: apiVersion", "2: metadata.name", "3: output", "4: network.torchscript", "4: network.loss", "4: network.targets",
                "5: calibration.data", "5: calibration.samples", "6: solver.ridge", "6: solver.tolerence", "7: budget.sparsity", "8: quality",
            ],
            _folder.Problems(yaml).Select(p => string.Join(":", p.Split(':')[1..3])).OrderBy(p => p[0]));
    }

    [Fact]
    public void What_is_chosen_on_held_out_samples_needs_some()
    {
        var yaml = CampaignFolder.Yaml.Replace("ridge: 1.0e-3, firstOrder: 0.0625", "ridge: auto, firstOrder: auto").Replace("holdout: 0.1", "holdout: 0");
        const string problem = "auto is chosen on held-out samples, and calibration.holdout is 0; give calibration.holdout, such as 0.1, or a number here";
        Assert.Equal([$"campaign.yaml:20: solver.ridge: {problem}", $"campaign.yaml:20: solver.firstOrder: {problem}"], _folder.Problems(yaml));
    }

    [Fact]
    public void Problems_beyond_a_hundred_are_counted()
    {
        var problems = _folder.Problems(CampaignFolder.Yaml + string.Concat(Enumerable.Range(0, 150).Select(i => $"\nx{i}: 1")));

        Assert.Equal(101, problems.Length);
        Assert.Equal("campaign.yaml: and 50 more problems", problems[^1]);
    }

    [Fact]
    public void Control_characters_of_the_file_do_not_reach_the_message() =>
        Assert.Equal(
            ["campaign.yaml:3: metadata.name: \"a\\u000ab\\u001b[31m\" is not a name; expected at most 63 of a–z, 0–9 and \"-\", beginning and ending with a letter or a digit"],
            _folder.Problems(CampaignFolder.Yaml.Replace("resnet20-90 }", "\"a\\nb\\e[31m\" }")));
}
