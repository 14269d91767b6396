using Chita.Networks;

namespace Chita.Core.Tests.Networks;

/// <summary>Files that are no network: one message that names the file and says what would be right.</summary>
public sealed class BrokenNetworkTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory, InlineData(0), InlineData(1), InlineData(0.01), InlineData(0.5), InlineData(0.99), InlineData(0.9999)]
    public void A_file_cut_off_is_refused_by_name(double share)
    {
        var whole = File.ReadAllBytes(SharedData.Require("networks/mlpnet.pt"));
        var length = share == 1 ? whole.Length - 1 : (int)(whole.Length * share);
        AssertRefused(_folder.Write("cut.pt", whole[..length]));
    }

    [Fact]
    public void A_file_that_is_no_module_is_refused_by_name() => AssertRefused(_folder.Write("photo.pt", [.. Enumerable.Range(0, 3000).Select(i => (byte)i)]));

    [Fact]
    public void Another_format_is_refused_by_name() => AssertRefused(SharedData.Require("networks/mlpnet.safetensors"));

    [Fact]
    public void A_missing_file_is_refused_by_name()
    {
        var error = Assert.Throws<InvalidInputException>(() => TorchScriptNetwork.Load(_folder["absent.pt"]));
        Assert.Contains($"{_folder["absent.pt"]}: no such file", error.Message);
    }

    [Theory]
    [InlineData("torch.flatten(x, 1)", "ops.torchvision.nms(x, x, 1.)", "Unknown builtin op: torchvision::nms.")]
    [InlineData("torch.flatten(x, 1)", "torch.flatten_anew(x, 1)", "Unknown builtin op: aten::flatten_anew.")]
    [InlineData("__torch__.torch.nn.functional.relu", "__torch__.torch.nn.functional.gone", "cannot call a Class Namespace:")]
    public void Code_that_libtorch_cannot_compile_is_refused_with_its_reason(string text, string other, string reason)
    {
        var path = ModuleCode.Change(SharedData.Require("networks/mlpnet.pt"), _folder["other.pt"], "/models/", text, other);
        var error = Assert.Throws<InvalidInputException>(() => TorchScriptNetwork.Load(path));
        Assert.Equal($"{path}: libtorch cannot compile the module's code: {reason}", error.Message);
    }

    [Fact]
    public void A_weight_with_a_flipped_bit_is_refused_by_its_entry()
    {
        var whole = File.ReadAllBytes(SharedData.Require("networks/mlpnet.pt"));
        whole[2000] ^= 1; // within data/0, the weights of the first layer
        var path = _folder.Write("flipped.pt", whole);
        var error = Assert.Throws<InvalidInputException>(() => TorchScriptNetwork.Load(path));
        Assert.Equal($"{path}: damaged: mlpnet_chita.script/data/0 does not have the checksum that the file gives for it.", error.Message);
    }

    private static void AssertRefused(string path)
    {
        var error = Assert.Throws<InvalidInputException>(() => TorchScriptNetwork.Load(path));
        Assert.StartsWith($"{path}: not a TorchScript module, or truncated", error.Message);
        Assert.EndsWith("save it with torch.jit.save.", error.Message);
        Assert.DoesNotContain("\n", error.Message);
    }
}
