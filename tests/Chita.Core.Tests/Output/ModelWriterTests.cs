using System.IO.Compression;
using System.Runtime.InteropServices;
using Chita.Campaigns;
using Chita.Formats;
using Chita.Networks;
using Chita.Output;
using Chita.Reports;

namespace Chita.Core.Tests.Output;

/// <summary>What is written, read back: the pruned weights as they are, everything else byte for byte the input's.</summary>
public sealed class ModelWriterTests : IDisposable
{
    private const string Pruned = "layer1.0.conv1.weight";

    private readonly TorchScriptNetwork _original = TorchScriptNetwork.Load(SharedData.Require("networks/resnet20.pt"));
    private readonly TorchScriptNetwork _network = TorchScriptNetwork.Load(SharedData.Require("networks/resnet20.pt"));
    private readonly TemporaryFolder _folder = new();
    private readonly float[] _weights;

    public ModelWriterTests()
    {
        _weights = MemoryMarshal.Cast<byte, float>(_original.Read(Pruned)).ToArray();
        for (var i = 0; i < _weights.Length; i++)
            _weights[i] = i % 3 == 0 ? 2 * _weights[i] : 0;
        _network.Write(Pruned, 0, _weights);
    }

    public void Dispose()
    {
        _original.Dispose();
        _network.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void The_TorchScript_file_loads_again_with_the_pruned_and_the_untouched_tensors()
    {
        Write(OutputFormat.Torchscript);
        using var written = TorchScriptNetwork.Load(_folder[ModelWriter.TorchScriptName]);
        Assert.Equal(_original.Tensors.Select(tensor => tensor.Name), written.Tensors.Select(tensor => tensor.Name));
        AssertTensors(name => written.Read(name).ToArray());
    }

    [Fact]
    public void The_safetensors_file_loads_again_with_the_pruned_and_the_untouched_tensors()
    {
        Write(OutputFormat.Safetensors);
        using var written = SafetensorsFile.Open(_folder[ModelWriter.SafetensorsName]);
        Assert.Equal(_original.Tensors.Select(tensor => (tensor.Name, tensor.Type)).Order(), written.Tensors.Select(tensor => (tensor.Name, tensor.Type)).Order());
        AssertTensors(name => Bytes(written, name));
    }

    [Fact]
    public void Both_formats_have_the_same_digest_and_counts()
    {
        var (torchscript, safetensors) = (Write(OutputFormat.Torchscript), Write(OutputFormat.Safetensors));
        Assert.Equal(torchscript.Digest, safetensors.Digest);
        Assert.Equal((long)_weights.Length, torchscript.Weights);
        Assert.Equal(_weights.Count(w => w != 0), torchscript.Kept);
        Assert.Equal(torchscript.Layers, safetensors.Layers);
    }

    [Fact]
    public void All_tensors_are_recorded_in_the_networks_order()
    {
        var written = Write(OutputFormat.Safetensors, OutputFormat.Torchscript);
        using var file = SafetensorsFile.Open(_folder[ModelWriter.SafetensorsName]);
        Assert.Equal(
            _original.Tensors.Select(tensor => (tensor.Name, tensor.Type.Name(), string.Join(',', tensor.Shape), ContentDigest.OfBytes(Bytes(file, tensor.Name)))),
            written.Tensors.Select(tensor => (tensor.Name, tensor.Type, string.Join(',', tensor.Shape), tensor.Digest)));
        Assert.Equal([(Pruned, (long?)written.Kept)], written.Tensors.Where(tensor => tensor.Kept is not null).Select(tensor => (tensor.Name, tensor.Kept)));
    }

    [Theory, InlineData(OutputFormat.Safetensors), InlineData(OutputFormat.Torchscript)]
    public void Sizes_are_those_of_the_tensors_of_the_file_through_gzip_and_of_bits_and_kept_weights(OutputFormat format)
    {
        var sizes = Write(format).Sizes;
        var dense = _original.Tensors.Sum(tensor => (long)_original.Read(tensor.Name).Length);
        Assert.Equal(dense, sizes.Dense);
        Assert.Equal(dense - 4 * _weights.Length + (_weights.Length + 7) / 8 + 4 * _weights.Count(w => w != 0), sizes.Encoded);

        Write(OutputFormat.Safetensors);
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Optimal, leaveOpen: true))
            gzip.Write(File.ReadAllBytes(_folder[ModelWriter.SafetensorsName]));
        Assert.InRange(sizes.Compressed, 0.999 * compressed.Length, 1.001 * compressed.Length);
    }

    [Fact]
    public void A_network_written_loaded_and_written_again_keeps_its_digest()
    {
        var first = Write(OutputFormat.Torchscript);
        using var written = TorchScriptNetwork.Load(_folder[ModelWriter.TorchScriptName]);
        Assert.Equal(first.Digest, ModelWriter.Write(written, Prunable(written), TensorRecord.Untouched(written, Prunable(written)), _folder[""], [OutputFormat.Safetensors]).Digest);
    }

    [Fact]
    public void The_digest_changes_with_a_single_bit()
    {
        var before = Write(OutputFormat.Safetensors).Digest;
        _weights[0] = MathF.BitIncrement(_weights[0]);
        _network.Write(Pruned, 0, _weights);
        Assert.NotEqual(before, Write(OutputFormat.Safetensors).Digest);
    }

    [Fact]
    public void The_mask_tells_which_weights_were_kept()
    {
        Write(OutputFormat.Safetensors);
        using var mask = SafetensorsFile.Open(_folder[ModelWriter.MaskName]);
        Assert.Equal(_weights.Select(w => w != 0 ? (byte)1 : (byte)0), Bytes(mask, Pruned));
    }

    [Fact]
    public void A_pruned_weight_that_is_not_finite_is_an_error_that_names_the_tensor()
    {
        _weights[5] = float.PositiveInfinity;
        _network.Write(Pruned, 0, _weights);
        Assert.Contains(Pruned, Assert.Throws<NumericalException>(() => Write(OutputFormat.Safetensors)).Message);
    }

    private WrittenModel Write(params OutputFormat[] formats) => ModelWriter.Write(_network, Prunable(_network), TensorRecord.Untouched(_original, Prunable(_original)), _folder[""], formats);

    private static NetworkTensor[] Prunable(TorchScriptNetwork network) => [.. network.Tensors.Where(tensor => tensor.Name == Pruned)];

    private void AssertTensors(Func<string, byte[]> read)
    {
        Assert.Contains(_original.Tensors, tensor => !tensor.IsParameter); // running means and counters are among them
        foreach (var tensor in _original.Tensors)
            Assert.Equal(tensor.Name == Pruned ? MemoryMarshal.AsBytes(_weights.AsSpan()).ToArray() : _original.Read(tensor.Name).ToArray(), read(tensor.Name));
    }

    private static byte[] Bytes(SafetensorsFile file, string name)
    {
        var bytes = new byte[file.Find(name)!.ByteLength];
        file.Read(file.Find(name)!, 0, bytes);
        return bytes;
    }
}
