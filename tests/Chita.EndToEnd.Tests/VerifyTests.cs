using System.Runtime.InteropServices;
using System.Text.Json;
using Chita.Formats;

namespace Chita.EndToEnd.Tests;

/// <summary><c>chita verify</c> on what a real run has left, and on what others made of it.</summary>
public sealed class VerifyTests(MlpRun run) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Output => Path.Combine(_folder.Root, "out");

    private string Model => Path.Combine(Output, "model.safetensors");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_run_is_as_it_must_be_until_its_zeros_are_merged_away()
    {
        Directory.CreateDirectory(Output);
        foreach (var file in Directory.GetFiles(await run.OutputAsync()))
            File.Copy(file, Path.Combine(Output, Path.GetFileName(file)));
        var right = await VerifyAsync("out");
        Assert.Equal((0, ""), (right.ExitCode, right.Errors));
        Assert.Contains("as it must be", right.Output, StringComparison.Ordinal);

        // A fine-tune that respects the mask, then a merge that adds a dense update of low rank.
        Change(Path.Combine(_folder.Root, "tuned.safetensors"), (weight, _) => weight * 1.5f);
        Change(Path.Combine(_folder.Root, "merged.safetensors"), (weight, i) => weight + 0.01f * (1 + i % 7) * (1 + i / 784 % 5));
        Assert.Equal(0, (await VerifyAsync("out", "--model", "tuned.safetensors")).ExitCode);
        var merged = await VerifyAsync("out", "--model", "merged.safetensors");
        Assert.Equal(2, merged.ExitCode);
        Assert.Contains("that the mask removes are not zero", merged.Errors, StringComparison.Ordinal);
        Assert.Matches("chita: merged.safetensors: sparsity is 0(\\.0[0-9]*)?, the report says 0.9", merged.Errors);

        // The same in place of the run's own model, as JSON.
        File.Copy(Path.Combine(_folder.Root, "merged.safetensors"), Model, overwrite: true);
        var replaced = await VerifyAsync("out", "-o", "json");
        Assert.Equal(2, replaced.ExitCode);
        using var json = JsonDocument.Parse(replaced.Output);
        Assert.False(json.RootElement.GetProperty("isPassed").GetBoolean());
        var wrong = json.RootElement.GetProperty("checks").EnumerateArray()
            .Where(check => check.GetProperty("state").GetString() == "wrong").Select(check => check.GetProperty("name").GetString());
        Assert.Equal(["files", "bytes", "mask", "counts", "copies"], wrong);
    }

    [Fact]
    public async Task What_is_no_output_folder_and_what_is_no_model_is_exit_code_3()
    {
        foreach (var folder in (string[])[".", "nowhere"])
        {
            var outcome = await VerifyAsync(folder);
            Assert.Equal(3, outcome.ExitCode);
            Assert.StartsWith($"chita: {folder}: is no output folder of chita; expected a folder that chita run has left", outcome.Errors, StringComparison.Ordinal);
        }
    }

    private Task<Outcome> VerifyAsync(params string[] arguments) => ChitaProcess.RunAsync(_folder.Root, ["verify", .. arguments]);

    /// <summary>Writes the run's model with other weights.</summary>
    private void Change(string path, Func<float, int, float> change)
    {
        using var model = SafetensorsFile.Open(Model);
        using var file = new SafetensorsWriter(path, [.. model.Tensors.Select(entry => (entry.Name, entry.Type, entry.Shape))]);
        foreach (var entry in model.Tensors)
        {
            var bytes = new byte[entry.ByteLength];
            model.Read(entry, 0, bytes);
            var weights = MemoryMarshal.Cast<byte, float>(bytes.AsSpan());
            for (var i = 0; i < weights.Length; i++)
                weights[i] = change(weights[i], i);
            file.Write(bytes);
        }

        file.Complete();
    }
}
