using Chita.Numerics;

namespace Chita.Blocks.Slices;

/// <summary>A slice file to be read that is on no disk: a header, then the elements of a block from where they lie.</summary>
/// <param name="header">The header's bytes.</param>
/// <param name="elements">The elements; whoever owns them outlives this.</param>
internal sealed class SliceStream(byte[] header, NativeRange elements) : Stream
{
    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => header.Length + elements.Length;

    public override long Position { get; set; }

    public override int Read(Span<byte> buffer)
    {
        var part = Position < header.Length
            ? header.AsSpan((int)Position, (int)Math.Min(buffer.Length, header.Length - Position))
            : elements.Slice(Position - header.Length, (int)Math.Min(buffer.Length, Length - Position));
        part.CopyTo(buffer);
        Position += part.Length;
        return part.Length;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override long Seek(long offset, SeekOrigin origin) => Position = offset + origin switch
    {
        SeekOrigin.Begin => 0,
        SeekOrigin.Current => Position,
        _ => Length,
    };

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
