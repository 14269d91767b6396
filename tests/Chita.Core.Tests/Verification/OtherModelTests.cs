using System.Runtime.InteropServices;
using Chita.Networks;
using Chita.Output;
using Chita.Verification;

namespace Chita.Core.Tests.Verification;

/// <summary>Models that were made from a run's: whether they still have its sparsity.</summary>
public sealed class OtherModelTests(PrunedRun run) : IClassFixture<PrunedRun>, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Other => _folder["other.safetensors"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_fine_tune_that_keeps_the_zeros_is_as_it_must_be()
    {
        Write(model => Tune(model, under: false));
        Assert.Empty(Verifier.Verify(run.Root, Other).Findings);
    }

    [Fact]
    public void Half_precision_is_no_loss_of_sparsity()
    {
        Write(model => model.Halve());
        var report = Verifier.Verify(run.Root, Other);
        Assert.Empty(report.Findings);
        Assert.Equal((32_160, 3_216), (report.Weights, report.Kept));
    }

    [Fact]
    public void A_merge_that_adds_a_dense_update_has_lost_its_sparsity()
    {
        Write(model => Tune(model, under: true));
        var messages = Verifier.Verify(run.Root, Other).Findings.Select(finding => finding.Message).ToArray();
        Assert.Equal(
            [
                "other.safetensors, fc1.weight: 28,224 of 28,224 weights that the mask removes are not zero, the first is weight 1; sparsity is 0, the report says 0.9",
                "other.safetensors, fc2.weight: 720 of 720 weights that the mask removes are not zero, the first is weight 1; sparsity is 0, the report says 0.9",
                "other.safetensors: sparsity is 0, the report says 0.9",
            ],
            messages);
    }

    [Fact]
    public void A_TorchScript_module_is_looked_at_likewise()
    {
        using (var network = TorchScriptNetwork.Load(run[ModelWriter.TorchScriptName]))
        {
            var weights = MemoryMarshal.Cast<byte, float>(network.Read("fc2.weight")).ToArray();
            weights[1] = 0.5f;
            network.Write("fc2.weight", 0, weights);
            network.Save(_folder["other.pt"]);
        }

        Assert.Contains("other.pt, fc2.weight: 1 of 720 weights that the mask removes are not zero",
            Verifier.Verify(run.Root, _folder["other.pt"]).Findings[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_network_is_told_by_its_tensors()
    {
        Write(model =>
        {
            model.Rename("fc1.weight", "layer1.weight");
            model.Floats("fc3.weight")[0] = float.NaN;
        });
        var messages = Verifier.Verify(run.Root, Other).Findings.Select(finding => finding.Message).ToArray();
        Assert.Contains("other.safetensors, fc1.weight: is missing; the network that was pruned has it", messages);
        Assert.Contains("other.safetensors, layer1.weight: was added: the network that was pruned has no such tensor", messages);
        Assert.Contains("other.safetensors, fc3.weight: 1 of 200 elements are NaN or infinite, the first is element 0", messages);
        Assert.Contains("other.safetensors: weights: 800 in the file, the report says 32,160", messages);
    }

    [Theory, InlineData("absent"), InlineData("text"), InlineData("zip")]
    public void What_is_no_model_is_refused_by_name(string name)
    {
        _folder.Write("text", "hello, this is no model"u8.ToArray());
        _folder.Write("zip", "PK\u0003\u0004 and no more"u8.ToArray());
        Assert.StartsWith(_folder[name] + ": ", Assert.Throws<InvalidInputException>(() => Verifier.Verify(run.Root, _folder[name])).Message, StringComparison.Ordinal);
    }

    private void Write(Action<ModelEdit> change)
    {
        var model = ModelEdit.Read(run.Model);
        change(model);
        model.WriteTo(Other);
    }

    /// <summary>Changes all weights of all layers; those under the mask only when asked.</summary>
    private static void Tune(ModelEdit model, bool under)
    {
        foreach (var name in (string[])["fc1.weight", "fc2.weight", "fc3.weight"])
        {
            foreach (ref var weight in model.Floats(name))
                weight = weight != 0 || under ? weight * 1.01f + 0.001f : 0;
        }
    }
}
