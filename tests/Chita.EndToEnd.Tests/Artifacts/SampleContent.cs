namespace Chita.EndToEnd.Tests.Artifacts;

/// <summary>Bytes that depend on their place and a seed alone: content of any size that takes no memory.</summary>
internal sealed class SampleContent(long length, int seed, bool canSeek = true) : Stream
{
    public override bool CanRead => true;

    public override bool CanSeek => canSeek;

    public override bool CanWrite => false;

    public override long Length => canSeek ? length : throw new NotSupportedException();

    public override long Position { get; set; }

    /// <summary>The bytes of a part.</summary>
    public static byte[] Part(long length, int seed, long offset, int count)
    {
        var part = new byte[count];
        using var content = new SampleContent(length, seed);
        content.Position = offset;
        return part[..content.Read(part)];
    }

    public override int Read(Span<byte> buffer)
    {
        var count = (int)Math.Min(buffer.Length, length - Position);
        for (var i = 0; i < count; i++, Position++)
            buffer[i] = (byte)(((ulong)Position + (ulong)seed * 0x9E3779B9) * 0x9E3779B97F4A7C15 >> 56);
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
