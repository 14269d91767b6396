using Chita.Campaigns;
using Chita.Output;
using Chita.Reports;
using Chita.Verification;

namespace Chita.Core.Tests.Verification;

/// <summary>What is wrong in an output folder is found, all of it, and what is right is not.</summary>
public sealed class VerifierTests(PrunedRun run) : IClassFixture<PrunedRun>, IDisposable
{
    public void Dispose() => run.Restore();

    [Theory]
    [InlineData(OutputFormat.Safetensors, OutputFormat.Torchscript)]
    [InlineData(OutputFormat.Safetensors)]
    [InlineData(OutputFormat.Torchscript)]
    public void What_a_run_leaves_is_as_it_must_be(params OutputFormat[] formats)
    {
        using var written = PrunedRun.With(formats);
        var report = Verifier.Verify(written.Root);
        Assert.Empty(report.Findings);
        Assert.All(report.Checks, check => Assert.Equal("ok", check.State));
        Assert.Equal((32_160, 3_216), (report.Weights, report.Kept));
        Assert.Equal(0.9, report.Sparsity!.Value, 12);
    }

    [Fact]
    public void Weights_that_a_merge_brought_back_are_counted_by_layer()
    {
        var model = ModelEdit.Read(run.Model);
        for (var i = 1; i <= 500; i++)
            model.Floats("fc1.weight")[i] += 0.25f;
        model.WriteTo(run.Model);

        var messages = Messages(Verifier.Verify(run.Root));
        Assert.Contains(
            "model.safetensors, fc1.weight: 450 of 28,224 weights that the mask removes are not zero, the first is weight 1; sparsity is 0.8857, the report says 0.9", messages);
        Assert.Contains("model.safetensors: sparsity is 0.886, the report says 0.9", messages);
        Assert.Contains("model.pt, fc1.weight: its bytes are not those in model.safetensors", messages);
        Assert.DoesNotContain(messages, message => message.Contains("fc2.weight", StringComparison.Ordinal));
    }

    [Fact]
    public void A_kept_weight_that_became_zero_is_told()
    {
        var model = ModelEdit.Read(run.Model);
        model.Floats("fc2.weight")[0] = 0;
        model.WriteTo(run.Model);
        Assert.Contains("model.safetensors, fc2.weight: 1 weights that the mask keeps are zero", Messages(Verifier.Verify(run.Root)));
    }

    [Fact]
    public void Numbers_that_are_not_finite_are_told_wherever_they_are()
    {
        var model = ModelEdit.Read(run.Model);
        model.Floats("fc2.weight")[3] = float.NaN;
        model.Floats("fc3.weight")[7] = float.NegativeInfinity;
        model.WriteTo(run.Model);

        var messages = Messages(Verifier.Verify(run.Root));
        Assert.Contains("model.safetensors, fc2.weight: 1 of 800 elements are NaN or infinite, the first is element 3", messages);
        Assert.Contains("model.safetensors, fc3.weight: 1 of 200 elements are NaN or infinite, the first is element 7", messages);
        Assert.Contains("model.safetensors, fc3.weight: was not pruned, but its bytes are not those of the parent network", messages);
    }

    [Fact]
    public void Tensors_that_went_came_or_changed_their_shape_are_told_by_name()
    {
        var model = ModelEdit.Read(run.Model);
        model.Rename("fc2.weight", "fc2.w");
        model.Reshape("fc1.weight", 784, 40);
        model.Remove("fc3.weight");
        model.Add("lora", 1, 2);
        model.WriteTo(run.Model);

        var messages = Messages(Verifier.Verify(run.Root));
        Assert.Contains("model.safetensors, fc3.weight: is missing; the network that was pruned has it", messages);
        Assert.Contains("model.safetensors, fc2.weight: is missing; the network that was pruned has it", messages);
        Assert.Contains("model.safetensors, fc2.w: was added: the network that was pruned has no such tensor", messages);
        Assert.Contains("model.safetensors, lora: was added: the network that was pruned has no such tensor", messages);
        Assert.Contains("model.safetensors, fc1.weight: is F32 [784, 40]; the network that was pruned has F32 [40, 784]", messages);
    }

    [Fact]
    public void Files_that_are_missing_are_told_together_and_the_others_still_looked_at()
    {
        File.Delete(run[ModelWriter.MaskName]);
        File.Delete(run["report.html"]);
        var model = ModelEdit.Read(run.Model);
        model.Floats("fc1.weight")[1] = float.NaN;
        model.WriteTo(run.Model);

        var messages = Messages(Verifier.Verify(run.Root));
        Assert.Contains("report.html: is missing; the manifest lists it", messages);
        Assert.Contains("mask.safetensors: is missing; the manifest lists it", messages);
        Assert.Contains("mask.safetensors: there is no such file; expected a safetensors file.", messages);
        Assert.Contains(messages, message => message.Contains("fc1.weight: 1 of 31,360 elements are NaN", StringComparison.Ordinal));
    }

    [Fact]
    public void Without_a_manifest_report_and_mask_are_still_compared()
    {
        File.Delete(run["manifest.json"]);
        Assert.StartsWith("manifest.json: cannot be read", Assert.Single(Messages(Verifier.Verify(run.Root))), StringComparison.Ordinal);
        var model = ModelEdit.Read(run.Model);
        model.Floats("fc1.weight")[1] = 1;
        model.WriteTo(run.Model);
        Assert.Contains(Messages(Verifier.Verify(run.Root)), message => message.Contains("1 of 28,224 weights that the mask removes are not zero", StringComparison.Ordinal));
    }

    [Fact]
    public void A_manifest_of_the_first_schema_is_verified_as_far_as_it_goes_and_says_so()
    {
        File.WriteAllText(run["manifest.json"], Reports.ReportJsonText.WithoutTensors(RunManifest.Read(run["manifest.json"])));
        var report = Verifier.Verify(run.Root);
        Assert.Empty(report.Findings);
        Assert.Equal("not checked", report.Checks.Single(check => check.Name == "bytes").State);
        Assert.StartsWith("schema 1 of an older chita", report.Checks.Single(check => check.Name == "manifest").Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pattern_of_a_later_chita_is_not_taken_for_right()
    {
        File.WriteAllText(run["manifest.json"], (RunManifest.Read(run["manifest.json"]) with { Pattern = "wavelets" }).ToJson());
        Assert.StartsWith("manifest.json: pattern is wavelets; this chita knows unstructured, n:m such as", Assert.Single(Messages(Verifier.Verify(run.Root))), StringComparison.Ordinal);
    }

    [Theory, InlineData("../out/model.safetensors"), InlineData("/etc/passwd"), InlineData(".."), InlineData("")]
    public void A_manifest_that_leads_elsewhere_is_not_followed(string path)
    {
        var manifest = RunManifest.Read(run["manifest.json"]);
        File.WriteAllText(run["manifest.json"], (manifest with { Outputs = [.. manifest.Outputs, new FileRecord(path, 1, "sha256:00")] }).ToJson());
        Assert.Equal([$"manifest.json: outputs lists \"{path}\", which is no file of the folder"], Messages(Verifier.Verify(run.Root)));
    }

    [Fact]
    public void A_folder_that_no_run_left_is_refused_with_what_one_holds()
    {
        using var empty = new TemporaryFolder();
        foreach (var folder in (string[])[empty.Root, empty["nowhere"], run.Model])
        {
            var error = Assert.Throws<InvalidInputException>(() => Verifier.Verify(folder));
            Assert.StartsWith($"{folder}: is no output folder of chita; expected a folder that chita run has left, with manifest.json", error.Message, StringComparison.Ordinal);
        }
    }

    private static string[] Messages(VerificationReport report) => [.. report.Findings.Select(finding => finding.Message)];
}
