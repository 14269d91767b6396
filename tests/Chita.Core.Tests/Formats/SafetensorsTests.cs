using Chita.Formats;

namespace Chita.Core.Tests.Formats;

public sealed class SafetensorsTests : IDisposable
{
    private static readonly Gen<(string Name, SafetensorsType Type, long[] Shape)[]> GenTensors = Gen.Select(
            Gen.String[1, 8].Where(s => !s.Any(char.IsSurrogate)), // JSON text has no lone surrogates
            Gen.Enum<SafetensorsType>(),
            Gen.Long[0, 5].Array[0, 4])
        .Array[0, 6].Where(tensors => tensors.Select(t => t.Item1).Distinct().Count() == tensors.Length);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_is_written_is_read_again() => Gen.Select(GenTensors, Gen.Int[1, 100]).Sample(
        (tensors, piece) =>
        {
            var data = new byte[tensors.Sum(t => t.Type.Size() * t.Shape.Aggregate(1L, (a, b) => a * b))];
            new Random(piece).NextBytes(data);
            using (var writer = new SafetensorsWriter(_folder["file"], tensors, new Dictionary<string, string> { ["format"] = "pt" }))
            {
                foreach (var chunk in data.Chunk(piece))
                    writer.Write(chunk);
                writer.Complete();
            }

            using var file = SafetensorsFile.Open(_folder["file"]);
            Assert.Equal("pt", file.Metadata["format"]);
            Assert.Equal(tensors.Length, file.Tensors.Count);
            var offset = 0L;
            foreach (var (name, type, shape) in tensors)
            {
                var entry = file.Find(name)!;
                Assert.Equal(type, entry.Type);
                Assert.Equal(shape, entry.Shape);
                var bytes = new byte[entry.ByteLength];
                file.Read(entry, 0, bytes);
                Assert.Equal(data[(int)offset..(int)(offset + entry.ByteLength)], bytes);
                offset += entry.ByteLength;
            }
        },
        iter: 200, threads: 1);

    [Fact]
    public void Tensors_come_in_the_order_of_the_file_whatever_the_header_says_first()
    {
        var path = _folder.Write("file", ValidFiles.Safetensors(
            """{"late":{"dtype":"U8","shape":[1],"data_offsets":[2,3]},"early":{"dtype":"BF16","shape":[1],"data_offsets":[0,2]}}""", 1, 2, 3));
        using var file = SafetensorsFile.Open(path);
        Assert.Equal(["early", "late"], file.Tensors.Select(t => t.Name));
        var last = new byte[1];
        file.Read(file.Find("early")!, 1, last);
        Assert.Equal(2, last[0]);
        Assert.Null(file.Find("absent"));
    }

    [Fact]
    public void The_data_starts_at_a_multiple_of_eight()
    {
        using var stream = new MemoryStream();
        using var writer = new SafetensorsWriter(stream, [("a", SafetensorsType.U8, [])]);
        Assert.Equal(0, stream.Length % 8);
    }

    [Fact]
    public void Complete_with_bytes_missing_throws()
    {
        using var writer = new SafetensorsWriter(new MemoryStream(), [("a", SafetensorsType.F32, [2])]);
        writer.Write(new byte[7]);
        Assert.Throws<InvalidOperationException>(writer.Complete);
        Assert.Throws<InvalidOperationException>(() => writer.Write(new byte[2]));
    }

    [Theory]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", "JSON")]
    [InlineData("""{"a":{"dtype":"Q4","shape":[8],"data_offsets":[0,8]}}""", "'Q4' is not known; known are F64, F32")]
    [InlineData("""{"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}""", "negative dimension")]
    [InlineData("""{"a":{"dtype":"F32","shape":[4611686018427387904,4,0],"data_offsets":[0,8]}}""", "63 bits")]
    [InlineData("""{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}""", "span 8 bytes, but dtype and shape need 12")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", "starts at data byte 4")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F64","shape":[],"data_offsets":[0,8]}}""", "without holes or overlaps")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", "nothing may follow the last tensor")]
    [InlineData("""{"a":{"dtype":"F32","shape":[4],"data_offsets":[0,16]}}""", "is the copy complete?")]
    [InlineData("""{"a":{"dtype":"U8","shape":[0],"data_offsets":[9223372036854775807,9223372036854775807]}}""", "beyond any file")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2.5],"data_offsets":[0,8]}}""", "not an array of integers")]
    [InlineData("""{"a\ud800":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", "not valid UTF-8")]
    [InlineData("""{"__metadata__":{"n":1}}""", "strings only; 'n'")]
    [InlineData("""[]""", "must be an object")]
    public void A_header_that_breaks_a_rule_is_refused_with_the_rule(string json, string rule)
    {
        var path = _folder.Write("file", ValidFiles.Safetensors(json, new byte[8]));
        Assert.Contains(rule, Assert.Throws<InvalidInputException>(() => SafetensorsFile.Open(path)).Message);
    }

    [Fact]
    public void The_stories_calibration_set_has_192_sequences_of_256_tokens()
    {
        using var file = SafetensorsFile.Open(SharedData.Require("stories/stories260k-calibration.safetensors"));
        Assert.Equal(["inputs", "targets"], file.Tensors.Select(t => t.Name));
        Assert.All(file.Tensors, t => Assert.Equal((SafetensorsType.I64, 192, 256), (t.Type, t.Shape[0], t.Shape[1])));
        Assert.Contains("temperature 1", file.Metadata["source"]);
    }
}
