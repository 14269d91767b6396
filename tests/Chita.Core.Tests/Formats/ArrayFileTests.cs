using Chita.Formats;

namespace Chita.Core.Tests.Formats;

public sealed class ArrayFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("<f4", SafetensorsType.F32), InlineData("<f8", SafetensorsType.F64), InlineData("<i8", SafetensorsType.I64)]
    [InlineData("<i4", SafetensorsType.I32), InlineData("<i2", SafetensorsType.I16), InlineData("|i1", SafetensorsType.I8)]
    [InlineData("|u1", SafetensorsType.U8), InlineData("|b1", SafetensorsType.Bool)]
    public void An_npy_file_gives_type_shape_and_bytes(string descr, SafetensorsType type) =>
        Gen.Select(Gen.Long[0, 6].Array[0, 4], Gen.Byte[1, 3]).Sample(
            (shape, version) =>
            {
                var data = new byte[type.Size() * shape.Aggregate(1L, (a, b) => a * b)];
                new Random(1).NextBytes(data);
                using var file = NpyFile.Open(_folder.Write("a.npy", ValidFiles.Npy(ValidFiles.NpyDictionary(descr, shape), data, version)));
                Assert.Equal(type, file.Type);
                Assert.Equal(shape, file.Shape);
                var read = new byte[file.ByteLength];
                file.Read(0, read);
                Assert.Equal(data, read);
            },
            iter: 50, threads: 1);

    [Theory]
    [InlineData("{'descr': '>f4', 'fortran_order': False, 'shape': (1,), }", "'>f4' are not read; convert with astype")]
    [InlineData("{'descr': '<c8', 'fortran_order': False, 'shape': (1,), }", "'<c8' are not read")]
    [InlineData("{'descr': '|O', 'fortran_order': False, 'shape': (1,), }", "'|O' are not read")]
    [InlineData("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,), }", "structured arrays")]
    [InlineData("{'descr': '<f4', 'fortran_order': True, 'shape': (1, 1), }", "Fortran order")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (-1,), }", "non-negative integers")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (4611686018427387904, 4), }", "63 bits")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }", "needs 8 bytes after the header, the file has 4")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, }", "lacks 'shape'")]
    [InlineData("{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (1,), }", "comes twice")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (1,), } + __import__('os')", "follows the dictionary")]
    public void An_npy_file_that_is_not_read_says_why(string dictionary, string why)
    {
        var path = _folder.Write("a.npy", ValidFiles.Npy(dictionary, new byte[4]));
        Assert.Contains(why, Assert.Throws<InvalidInputException>(() => NpyFile.Open(path)).Message);
    }

    [Fact]
    public void An_idx_file_gives_shape_and_bytes_plain_and_compressed() =>
        Gen.Select(Gen.Int[0, 7].Array[1, 4], Gen.Bool).Sample(
            (shape, compressed) =>
            {
                var data = new byte[shape.Aggregate(1, (a, b) => a * b)];
                new Random(1).NextBytes(data);
                var content = ValidFiles.Idx(shape, data);
                var file = IdxFile.Read(_folder.Write("images", compressed ? ValidFiles.Gzip(content) : content));
                Assert.Equal(shape, file.Shape);
                Assert.Equal(data, file.Data);
            },
            iter: 200, threads: 1);

    [Fact]
    public void An_idx_file_larger_than_the_first_chunk_arrives_whole()
    {
        var data = new byte[300_000];
        new Random(1).NextBytes(data);
        Assert.Equal(data, IdxFile.Read(_folder.Write("images", ValidFiles.Gzip(ValidFiles.Idx([300_000], data)))).Data);
    }

    [Fact]
    public void An_idx_header_that_promises_more_than_the_file_can_hold_is_refused()
    {
        var plain = _folder.Write("plain", ValidFiles.Idx([1000, 1000], new byte[10]));
        Assert.Contains("needs 1000000 bytes; the file has 10", Assert.Throws<InvalidInputException>(() => IdxFile.Read(plain)).Message);
        var compressed = _folder.Write("compressed", ValidFiles.Gzip(ValidFiles.Idx([1000, 1000], new byte[10])));
        Assert.Contains("cannot expand to more than", Assert.Throws<InvalidInputException>(() => IdxFile.Read(compressed)).Message);
        var huge = _folder.Write("huge", ValidFiles.Idx([int.MaxValue, int.MaxValue], []));
        Assert.Contains("convert such data to safetensors", Assert.Throws<InvalidInputException>(() => IdxFile.Read(huge)).Message);
    }

    [Fact]
    public void Compressed_data_beyond_the_header_s_promise_is_not_unpacked()
    {
        var path = _folder.Write("bomb", ValidFiles.Gzip(ValidFiles.Idx([10], new byte[50_000_000])));
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains("needs 10 bytes; the file holds more", Assert.Throws<InvalidInputException>(() => IdxFile.Read(path)).Message);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 1_000_000);
    }

    [Fact]
    public void An_idx_file_of_other_elements_is_refused_by_name()
    {
        var path = _folder.Write("floats", [0, 0, 0x0D, 1, 0, 0, 0, 1, 0, 0, 0, 0]);
        Assert.Contains("float32", Assert.Throws<InvalidInputException>(() => IdxFile.Read(path)).Message);
    }

    [Theory, InlineData(false), InlineData(true)]
    public void Cifar_records_give_labels_and_images(bool compressed)
    {
        var content = ValidFiles.Cifar(3, 9);
        var records = CifarRecords.Read(_folder.Write("a.bin", compressed ? ValidFiles.Gzip(content) : content));
        Assert.Equal(2, records.Count);
        Assert.Equal([3, 9], [records.Label(0), records.Label(1)]);
        Assert.Equal(ValidFiles.Pixels(1), records.Image(1).ToArray());
    }

    [Fact]
    public void Mnist_holds_60000_training_images_and_starts_with_a_five()
    {
        Assert.Equal([60_000, 28, 28], IdxFile.Read(SharedData.Require("mnist/train-images-idx3-ubyte.gz")).Shape);
        Assert.Equal([10_000, 28, 28], IdxFile.Read(SharedData.Require("mnist/t10k-images-idx3-ubyte.gz")).Shape);
        var labels = IdxFile.Read(SharedData.Require("mnist/train-labels-idx1-ubyte.gz"));
        Assert.Equal([60_000], labels.Shape);
        Assert.Equal(5, labels.Data[0]);
    }

    [Fact]
    public void The_cifar_extracts_hold_their_records()
    {
        Assert.Equal(5_085, CifarRecords.Read(SharedData.Require("cifar10/train_5085.bin")).Count);
        Assert.Equal(5_000, CifarRecords.Read(SharedData.Require("cifar10/jpeg_test_5000.bin.gz")).Count);
    }
}
