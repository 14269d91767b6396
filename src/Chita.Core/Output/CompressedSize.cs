using System.IO.Compression;

namespace Chita.Output;

/// <summary>How many bytes are left of what is written, through gzip at its default level. Nothing of it is kept.</summary>
internal static class CompressedSize
{
    /// <param name="write">Writes to the stream that it is given.</param>
    public static long Of(Action<Stream> write)
    {
        using var counter = new Counter();
        using (var gzip = new GZipStream(counter, CompressionLevel.Optimal, leaveOpen: true))
            write(gzip);
        return counter.Length;
    }

    /// <summary>Takes bytes, and knows only how many.</summary>
    private sealed class Counter : Stream
    {
        private long _length;

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => _length;

        public override long Position
        {
            get => _length;
            set => throw new NotSupportedException();
        }

        public override void Write(byte[] buffer, int offset, int count) => _length += count;

        public override void Write(ReadOnlySpan<byte> buffer) => _length += buffer.Length;

        public override void Flush() { }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
