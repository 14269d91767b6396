using System.Runtime.InteropServices;
using Chita.Formats;

namespace Chita.EndToEnd.Tests;

/// <summary>What users get wrong: one message that says what would be right, an exit code, nothing left behind.</summary>
public sealed class BadInputTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_missing_campaign_file_is_named() =>
        await RefusedAsync(3, "nowhere.yaml", "nowhere.yaml: cannot be read");

    [Fact]
    public async Task A_missing_model_is_named_with_its_line() =>
        await RefusedAsync(3, new MlpCampaign { Network = "nowhere.pt" }, "mlpnet.yaml:5: network.torchscript: ");

    [Fact]
    public async Task A_truncated_model_is_named()
    {
        var path = Path.Combine(_folder.Root, "half.pt");
        File.WriteAllBytes(path, File.ReadAllBytes(SharedData.Require("networks/mlpnet.pt"))[..60000]);
        await RefusedAsync(3, new MlpCampaign { Network = path }, "half.pt: not a TorchScript module, or truncated");
        File.Delete(path);
    }

    [Fact]
    public async Task Data_of_another_shape_name_both_shapes() => await RefusedAsync(3,
        new MlpCampaign { Data = SharedData.Require("cifar10/test_1017.bin"), Normalize = "normalize: { mean: [0.5], std: [0.5] }" },
        "mlpnet.pt: does not take inputs shaped [1, 3, 32, 32]");

    [Fact]
    public async Task Labels_out_of_range_name_file_sample_and_range() =>
        await RefusedAsync(3, Synthetic(value: 0, label: 10), "sample 7 has the label 10", "0…9");

    [Fact]
    public async Task Gradients_that_are_not_finite_are_exit_code_2_and_name_the_tensor() =>
        await RefusedAsync(2, Synthetic(value: 1e38f, label: 0), "fc1.weight, block 0: the gradient of weight");

    [Fact]
    public async Task An_unknown_key_and_an_impossible_sparsity_are_both_told() => await RefusedAsync(3,
        new MlpCampaign { Sparsity = "1.2", Quality = "  qualty: {}" },
        "budget.sparsity: 1.2 is outside 0 ≤ sparsity < 1", "qualty: unknown key; did you mean \"quality\"?");

    [Fact]
    public async Task Targets_that_match_nothing_list_what_there_is() =>
        await RefusedAsync(3, new MlpCampaign { Targets = "\"conv*\"" }, "matches no prunable tensor. Prunable are fc1.weight, fc2.weight, fc3.weight");

    [Fact]
    public async Task An_output_folder_that_exists_is_left_alone()
    {
        var output = Directory.CreateDirectory(Path.Combine(_folder.Root, "out"));
        await RefusedAsync(3, new MlpCampaign(), "output.path: ", "exists already");
        output.Delete();
    }

    [Fact]
    public async Task An_output_folder_that_cannot_be_made_is_told()
    {
        var file = Path.Combine(_folder.Root, "file");
        await File.WriteAllTextAsync(file, "", TestContext.Current.CancellationToken);
        await RefusedAsync(3, new MlpCampaign { Output = "file/out" }, "mlpnet.yaml:18: output.path: ");
        File.Delete(file);
    }

    [Fact]
    public async Task A_verb_without_its_file_is_exit_code_3() =>
        Assert.Equal(3, (await ChitaProcess.RunAsync(_folder.Root, "run")).ExitCode);

    [Theory]
    [InlineData("run", "--threads", "many", "Cannot parse argument 'many' for option '--threads'")]
    [InlineData("run", "--threads", "-1", "--threads must be 0 or more.")]
    [InlineData("list", "--limit", "0", "--limit must be from 1 to 1000.")]
    public async Task A_number_that_is_none_or_out_of_range_is_told(string verb, string option, string value, string message)
    {
        var outcome = await ChitaProcess.RunAsync(_folder.Root, [verb, option, value, .. verb == "run" ? (string[])["file.yaml"] : []]);
        Assert.Equal(3, outcome.ExitCode);
        Assert.Contains(message, outcome.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", outcome.Errors, StringComparison.Ordinal);
    }

    /// <summary>64 samples of one value, all with label 0 but the eighth.</summary>
    private MlpCampaign Synthetic(float value, long label)
    {
        var path = Path.Combine(_folder.Root, "data.safetensors");
        using (var file = new SafetensorsWriter(path, [("inputs", SafetensorsType.F32, [64, 1, 28, 28]), ("targets", SafetensorsType.I64, [64])]))
        {
            file.Write(MemoryMarshal.AsBytes<float>(Enumerable.Repeat(value, 64 * 784).ToArray()));
            file.Write(MemoryMarshal.AsBytes<long>([.. Enumerable.Range(0, 64).Select(sample => sample == 7 ? label : 0)]));
            file.Complete();
        }

        return new MlpCampaign { Data = path, Normalize = "", Samples = 64 };
    }

    private Task RefusedAsync(int exitCode, MlpCampaign campaign, params string[] messages) =>
        RefusedAsync(exitCode, campaign.WriteTo(_folder.Root), messages);

    private async Task RefusedAsync(int exitCode, string file, params string[] messages)
    {
        var before = Entries();
        var outcome = await ChitaProcess.RunAsync(_folder.Root, "run", file);

        Assert.Equal(exitCode, outcome.ExitCode);
        Assert.All(messages, message => Assert.Contains(message, outcome.Errors, StringComparison.Ordinal));
        Assert.DoesNotContain("   at ", outcome.Errors, StringComparison.Ordinal); // no stack trace without --verbose
        Assert.Equal(before, Entries());

        // That the campaign was refused may be kept.
        string?[] Entries() => [.. Directory.EnumerateFileSystemEntries(_folder.Root).Select(Path.GetFileName).Where(name => name != ".chita").Order(StringComparer.Ordinal)];
    }
}
