using Chita.Blocks;
using Chita.Blocks.Slices;
using Chita.Numerics;

namespace Chita.Core.Tests.Blocks;

public sealed class SliceTests : IDisposable
{
    private const int Stage = 3;

    private static readonly BlockId Id = new("conv/α", 7);

    private readonly SolverThreads _threads = new(1);
    private readonly TemporaryFolder _folder = new();

    public void Dispose()
    {
        _threads.Dispose();
        _folder.Dispose();
    }

    [Theory, InlineData(GradientStorage.Float32), InlineData(GradientStorage.BFloat16)]
    public async Task Columns_come_back_to_the_last_bit(GradientStorage storage) =>
        await Gen.Select(Gen.Int[1, 40], Gen.Int[1, 40]).SelectMany((weights, rows) => Gen.Select(
            Gen.Const(weights), Gen.Const(rows), Gen.Float[-2, 2].Array[weights], Gen.Float[-2, 2].Array[weights * rows])).SampleAsync(async drawn =>
        {
            var (weights, rows, w, gradients) = drawn;
            var file = _folder[$"{Guid.NewGuid():N}"]; // samples run side by side
            using var block = Block(weights, rows, storage);
            block.Load(0, w);
            block.BeginStage();
            block.WriteTile(0, rows, 0, gradients);
            Assert.Equal(block.Digest(), block.SaveColumns(file, Stage));

            using var other = Block(weights, rows, storage);
            other.Load(0, w);
            other.BeginStage();
            Assert.Equal(block.Digest(), other.LoadColumns(file, Stage));
            Assert.Equal(block.Digest(), other.Digest());
            Assert.Empty(other.MissingRows());
            other.Seal();
            var (expected, actual) = (await block.MomentsAsync(), await other.MomentsAsync());
            Assert.Equal(expected.Product, actual.Product);
            Assert.Equal(expected.GradientSquares, actual.GradientSquares);
        }, iter: 100);

    [Fact]
    public void Larger_than_a_piece_they_do_too()
    {
        using var block = Full(weights: 70_001, rows: 9); // 16 floats a column
        using var other = Block(70_001, 9);
        Assert.Equal(block.SaveColumns(_folder["a"], Stage), other.LoadColumns(_folder["a"], Stage));
        Assert.Equal(block.Digest(), other.Digest());
    }

    [Fact]
    public void The_digest_does_not_depend_on_how_tiles_came_but_on_everything_else()
    {
        using var block = Full(3, 2);
        using var other = Block(3, 2);
        other.BeginStage();
        other.WriteTile(1, 1, 0, [9, 9, 9]);
        other.WriteTile(1, 1, 0, [2, 4, 6]);
        other.WriteTile(0, 1, 2, [5]);
        other.WriteTile(0, 1, 0, [1, 3]);
        Assert.Equal(block.Digest(), other.Digest());

        using var moreRows = Block(3, 3);
        moreRows.BeginStage();
        moreRows.WriteTile(0, 3, 0, [1, 2, 0, 3, 4, 0, 5, 6, 0]); // the same bytes, for padding is zero too
        Assert.NotEqual(block.Digest(), moreRows.Digest());
        other.WriteTile(0, 1, 0, [1.0000001f]);
        Assert.NotEqual(block.Digest(), other.Digest());
    }

    [Fact]
    public void The_digest_is_the_same_everywhere_and_can_be_written_and_read()
    {
        using var block = Full(3, 2);
        var digest = block.Digest();
        Assert.Equal("f917bb74f60f038d024bffd38703ecdb", digest.ToString());
        Assert.Equal(digest, BlockDigest.Parse(digest.ToString()));
        Assert.Throws<FormatException>(() => BlockDigest.Parse("12"));
        Assert.Throws<FormatException>(() => BlockDigest.Parse(new string('z', 32)));
    }

    [Fact]
    public async Task Weights_come_back_as_those_of_before_and_of_now()
    {
        using var block = Full(3, 2);
        block.Load(0, [1, -2, 3]);
        var digest = block.SaveWeights(_folder["w"], Stage);
        using var other = Block(3, 2);
        Assert.Equal(digest, other.LoadWeights(_folder["w"], Stage));
        Assert.Equal([1, -2, 3], Weights(other));
        Assert.Equal(14, (await other.MomentsAsync()).SquaredNorm);
        other.Restore();
        Assert.Equal([1, -2, 3], Weights(other));
    }

    [Fact]
    public void Every_byte_that_changed_is_noticed()
    {
        var (columns, weights) = SaveBoth();
        foreach (var file in (string[])[columns, weights])
        {
            var bytes = File.ReadAllBytes(file);
            for (var i = 0; i < bytes.Length; i++)
            {
                foreach (var flip in (byte[])[1, 0x80, 0xFF])
                {
                    bytes[i] ^= flip;
                    AssertRefused(_folder.Write("bad", bytes), file == columns);
                    bytes[i] ^= flip;
                }
            }
        }
    }

    [Fact]
    public void Every_truncation_is_noticed_and_so_is_what_follows_the_end()
    {
        var (columns, weights) = SaveBoth();
        foreach (var file in (string[])[columns, weights])
        {
            var bytes = File.ReadAllBytes(file);
            for (var length = 0; length < bytes.Length; length++)
                AssertRefused(_folder.Write("bad", bytes[..length]), file == columns);
            Assert.Contains("goes on after", AssertRefused(_folder.Write("bad", [.. bytes, 0]), file == columns).Message);
        }
    }

    [Fact]
    public void A_file_of_something_else_is_refused_by_name_and_difference()
    {
        var (columns, weights) = SaveBoth();
        Refuses(Block(3, 2), 4, "stage 3, wanted 4");
        Refuses(Block(4, 2), Stage, "weights 3, wanted 4");
        Refuses(Block(3, 5), Stage, "rows 2, wanted 5");
        Refuses(Block(3, 2, GradientStorage.BFloat16), Stage, "storage Float32, wanted BFloat16");
        Refuses(new WeightBlock(new BlockId("conv/α", 8), 3, 2, _threads), Stage, "block conv/α, block 7, wanted conv/α, block 8");
        using (var block = Block(3, 2))
        {
            Assert.Contains("kind Weights, wanted Columns", Assert.Throws<SliceException>(() => block.LoadColumns(weights, Stage)).Message);
            Assert.Contains("kind Columns, wanted Weights", Assert.Throws<SliceException>(() => block.LoadWeights(columns, Stage)).Message);
            Assert.Throws<FileNotFoundException>(() => block.LoadColumns(_folder["absent"], Stage));
        }

        var later = File.ReadAllBytes(columns);
        later[8] = 2;
        Assert.Contains("format version 2; this program reads version 1", AssertRefused(_folder.Write("bad", later), isColumns: true).Message);

        void Refuses(WeightBlock other, int stage, string difference)
        {
            using (other)
            {
                var message = Assert.Throws<SliceException>(() => other.LoadColumns(columns, stage)).Message;
                Assert.StartsWith(columns, message);
                Assert.Contains(difference, message);
            }
        }
    }

    [Fact]
    public void After_a_failed_load_nothing_is_there_and_rows_may_come_again()
    {
        var bytes = File.ReadAllBytes(SaveBoth().Columns);
        bytes[^1] ^= 1; // padding of the last column
        using var block = Full(3, 2);
        var expected = block.Digest();
        Assert.Throws<SliceException>(() => block.LoadColumns(_folder.Write("bad", bytes), Stage));
        Assert.Equal([new RowRange(0, 2)], block.MissingRows());
        block.WriteTile(0, 2, 0, [1, 2, 3, 4, 5, 6]);
        block.Seal();
        Assert.Equal(expected, block.Digest());
    }

    [Fact]
    public void Columns_with_missing_rows_are_not_saved()
    {
        using var block = Block(3, 2);
        block.BeginStage();
        block.WriteTile(0, 1, 0, [1, 2, 3]);
        Assert.Throws<InvalidOperationException>(() => block.SaveColumns(_folder["a"], Stage));
        Assert.Empty(Directory.EnumerateFiles(_folder.Root));
    }

    [Fact]
    public void A_disk_that_is_full_at_any_byte_leaves_what_was_there_and_nothing_else()
    {
        var (columns, _) = SaveBoth();
        var before = File.ReadAllBytes(columns);
        var files = Directory.GetFiles(_folder.Root);
        using var elements = new NativeBuffer<float>(24);
        var content = new SliceContent(SliceKind.Columns, Id, Stage, 3, 2, GradientStorage.Float32);
        for (var room = 0; room < before.Length; room++)
        {
            foreach (var path in (string[])[columns, _folder["new"]])
            {
                Assert.Throws<IOException>(() => DurableFile.Write(
                    path, stream => SliceFile.Write(new FullDisk(stream, room), content, elements.Bytes, content.Digest(elements.Bytes))));
            }
        }

        Assert.Equal(files.Order(), Directory.GetFiles(_folder.Root).Order());
        Assert.Equal(before, File.ReadAllBytes(columns));
    }

    [Fact]
    public void A_folder_that_is_absent_is_an_io_error()
    {
        using var block = Full(3, 2);
        Assert.ThrowsAny<IOException>(() => block.SaveWeights(Path.Combine(_folder.Root, "absent", "a"), Stage));
    }

    private (string Columns, string Weights) SaveBoth()
    {
        using var block = Full(3, 2);
        block.SaveColumns(_folder["columns"], Stage);
        block.SaveWeights(_folder["weights"], Stage);
        return (_folder["columns"], _folder["weights"]);
    }

    private SliceException AssertRefused(string file, bool isColumns)
    {
        using var block = Block(3, 2);
        var error = Assert.Throws<SliceException>(() => isColumns ? block.LoadColumns(file, Stage) : block.LoadWeights(file, Stage));
        Assert.StartsWith(file, error.Message);
        Assert.Equal([0, 0, 0], Weights(block));
        Assert.Equal([new RowRange(0, 2)], block.MissingRows());
        return error;
    }

    private WeightBlock Block(int weights, int rows, GradientStorage storage = GradientStorage.Float32) => new(Id, weights, rows, _threads, storage);

    /// <summary>Gradients 1, 2, 3 … weight by weight.</summary>
    private WeightBlock Full(int weights, int rows)
    {
        var block = Block(weights, rows);
        block.BeginStage();
        block.WriteTile(0, rows, 0, [.. Enumerable.Range(1, weights * rows).Select(i => (float)i)]);
        return block;
    }

    private static float[] Weights(WeightBlock block)
    {
        var weights = new float[block.Weights];
        block.Read(0, weights);
        return weights;
    }

    /// <summary>A file on a disk with room for so many more bytes.</summary>
    private sealed class FullDisk(Stream file, int room) : Stream
    {
        private int _room = room;

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            var written = Math.Min(_room, buffer.Length);
            file.Write(buffer[..written]);
            _room -= written;
            if (written < buffer.Length)
                throw new IOException("No space left on device");
        }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Flush() => file.Flush();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
