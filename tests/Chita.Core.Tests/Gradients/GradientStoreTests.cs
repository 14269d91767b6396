using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Chita.Blocks;
using Chita.Formats;
using Chita.Gradients.Stored;
using Chita.Networks;

namespace Chita.Core.Tests.Gradients;

/// <summary>Rows of A in files of someone else's.</summary>
public sealed class GradientStoreTests : IDisposable
{
    private const int Rows = 7;

    private static readonly NetworkTensor Fc1 = new("fc1.weight", [3, 4], SafetensorsType.F32, IsParameter: true);
    private static readonly NetworkTensor Fc2 = new("fc2.weight", [2, 3], SafetensorsType.F32, IsParameter: true);
    private static readonly NetworkTensor Bias = new("fc1.bias", [3], SafetensorsType.F32, IsParameter: true);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory, InlineData(SafetensorsType.F32), InlineData(SafetensorsType.F16), InlineData(SafetensorsType.BF16)]
    public void Tiles_come_from_whatever_files_have_their_rows(SafetensorsType type)
    {
        Write("b", 0, 3, [Fc1, Fc2], type);
        Write("a", 3, 4, [Fc1, Bias], type);
        Write("c", 3, 1, [Fc2], type);
        Write("d", 4, 3, [Fc2], type);
        using var store = Open();
        Assert.Equal(Rows, store.Rows);

        var layout = new WeightLayout([new("fc1.weight", 3, 4), new("fc2.weight", 2, 3)], 256);
        using var rows = new StoredRows(store, layout, 2, 4, Stream.Null);
        var tile = new float[3 * 4]; // weights 1 … 3 of fc2, rows 2 … 5
        rows.CopyTile(12 + 1, tile);
        Assert.Equal(Enumerable.Range(1, 3).SelectMany(weight => Enumerable.Range(2, 4).Select(row => Gradient(Fc2, row, weight))), tile);
    }

    [Fact]
    public void A_row_that_is_missing_is_named()
    {
        Write("a", 0, 3, [Fc1, Fc2]);
        Write("b", 5, 2, [Fc1, Fc2]);
        Refused("rows 3 … 4 of fc1.weight are in no file; expected every row from 0 to 6");
    }

    [Fact]
    public void So_are_the_last_ones()
    {
        Write("a", 0, Rows, [Fc1]);
        Write("b", 0, 5, [Fc2]);
        Refused("rows 5 … 6 of fc2.weight are in no file");
    }

    [Fact]
    public void A_row_that_is_there_twice_is_named_with_both_files()
    {
        Write("a", 0, 4, [Fc1, Fc2]);
        Write("b", 3, 4, [Fc1, Fc2]);
        Refused("row 3 of fc1.weight is in a.safetensors and in b.safetensors; expected every row once");
    }

    [Fact]
    public void Another_shape_is_told_with_the_right_one()
    {
        Write("a", 0, Rows, [Fc1 with { Shape = [4, 3] }, Fc2]);
        Refused("a.safetensors: tensor fc1.weight has shape [7, 4, 3]; expected rows and the tensor's own, [rows, 3, 4]");
    }

    [Fact]
    public void Gradients_of_another_network_are_told()
    {
        Write("a", 0, Rows, [Fc1, Fc2, Fc1 with { Name = "fc9.weight" }]);
        Refused("a.safetensors: tensor 'fc9.weight' is none of the network's");
    }

    [Fact]
    public void A_file_that_was_cut_off_is_told()
    {
        Write("a", 0, Rows, [Fc1, Fc2]);
        using (var file = File.Open(_folder["a.safetensors"], FileMode.Open))
            file.SetLength(file.Length - 1);
        Refused("a.safetensors: the header describes");
    }

    [Fact]
    public void Files_of_different_matrices_are_told()
    {
        Write("a", 0, 3, [Fc1, Fc2]);
        Write("b", 3, 4, [Fc1, Fc2], rows: "8");
        Refused("b.safetensors: chita.rows is 8, and 7 in");
    }

    [Theory, InlineData("", "is ''"), InlineData("-1", "is '-1'"), InlineData(null, "is missing"), InlineData("1e3", "is '1e3'")]
    public void Rows_that_are_no_number_are_told(string? rows, string message)
    {
        Write("a", 0, Rows, [Fc1, Fc2], rows: rows);
        Refused($"a.safetensors: chita.rows in the metadata {message}; expected a number from 1 to 65000");
    }

    [Fact]
    public void A_folder_without_files_is_told()
    {
        Refused($"{_folder.Root}: expected a folder of safetensors files with rows of gradients; it holds none");
        var gone = Assert.Throws<InvalidInputException>(() => new GradientStore(_folder["nowhere"], [Fc1], [Fc1]));
        Assert.Contains("there is no such folder", gone.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_no_number_is_told_when_it_is_read()
    {
        Write("a", 0, Rows, [Fc1, Fc2], nan: (Fc2, 4, 5));
        using var store = Open();
        var refused = Assert.Throws<InvalidInputException>(() => store.Read("fc2.weight", 0, 0, Rows, new float[6 * Rows]));
        Assert.EndsWith("a.safetensors: tensor fc2.weight, row 4, weight 5 is NaN; gradients are finite numbers.", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Digests_are_compared_where_they_are_given()
    {
        Write("a", 0, 3, [Fc1, Fc2]);
        Write("b", 3, 4, [Fc1, Fc2]);
        string Line(string name) => $"{Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(_folder[name])))}  {name}\n";
        File.WriteAllText(_folder["SHA256SUMS"], Line("a.safetensors") + Line("b.safetensors"));
        Open().Dispose();

        File.WriteAllText(_folder["SHA256SUMS"], Line("a.safetensors") + Line("a.safetensors").Replace("a.safe", "b.safe", StringComparison.Ordinal));
        Refused("b.safetensors: has SHA-256");
        File.WriteAllText(_folder["SHA256SUMS"], Line("a.safetensors"));
        Refused("b.safetensors: is not named in SHA256SUMS");
        File.WriteAllText(_folder["SHA256SUMS"], Line("a.safetensors") + Line("b.safetensors") + Line("a.safetensors").Replace("a.safe", "c.safe", StringComparison.Ordinal));
        Refused("names 'c.safetensors', which is not there");
        File.WriteAllText(_folder["SHA256SUMS"], "sums");
        Refused("'sums' is not a line of sha256sum");
    }

    private GradientStore Open() => new(_folder.Root, [Fc1, Bias, Fc2], [Fc1, Fc2]);

    private void Refused(string message) => Assert.Contains(message, Assert.Throws<InvalidInputException>(() => Open().Dispose()).Message, StringComparison.Ordinal);

    /// <summary>Numbers that every type has exactly.</summary>
    private static float Gradient(NetworkTensor tensor, int row, long weight) => (row * 8 + weight) * (tensor == Fc1 ? 0.25f : -0.5f);

    private void Write(string name, int first, int count, NetworkTensor[] tensors, SafetensorsType type = SafetensorsType.F32, string? rows = "7", (NetworkTensor, int, long)? nan = null)
    {
        var metadata = new Dictionary<string, string> { [GradientStore.FirstRowKey] = $"{first}" };
        if (rows is not null)
            metadata[GradientStore.RowsKey] = rows;
        using var file = new SafetensorsWriter(_folder[$"{name}.safetensors"], [.. tensors.Select(tensor => (tensor.Name, type, (long[])[count, .. tensor.Shape]))], metadata);
        foreach (var tensor in tensors)
        {
            for (var row = first; row < first + count; row++)
            {
                for (var weight = 0L; weight < tensor.Elements; weight++)
                    file.Write(Bytes(nan == (tensor, row, weight) ? float.NaN : Gradient(tensor, row, weight), type));
            }
        }

        file.Complete();
    }

    private static byte[] Bytes(float value, SafetensorsType type) => type switch
    {
        SafetensorsType.F32 => BitConverter.GetBytes(value),
        SafetensorsType.F16 => BitConverter.GetBytes((Half)value),
        _ => MemoryMarshal.AsBytes<ushort>([(ushort)(BitConverter.SingleToUInt32Bits(value) >> 16)]).ToArray(),
    };
}
