using System.Security.Cryptography;
using Chita.Reports;

namespace Chita.Artifacts;

/// <summary>An object's content as it is read: its end is an error when the bytes before it were others.</summary>
/// <param name="content">The content; disposed with this.</param>
/// <param name="digest">What its digest must be.</param>
/// <param name="store">What messages call the store.</param>
internal sealed class CheckedStream(Stream content, string digest, string store) : Stream
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private bool _checked;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override int Read(Span<byte> buffer)
    {
        int read;
        try
        {
            read = content.Read(buffer);
        }
        catch (Exception failure) when (IsOfStore(failure))
        {
            throw Unreadable(failure);
        }

        return Take(buffer, read);
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int read;
        try
        {
            read = await content.ReadAsync(buffer, cancellationToken);
        }
        catch (Exception failure) when (IsOfStore(failure))
        {
            throw Unreadable(failure);
        }

        return Take(buffer.Span, read);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            content.Dispose();
            _hash.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>Whether a store has its own word for what elsewhere is an <see cref="IOException"/>.</summary>
    private static bool IsOfStore(Exception failure) => failure is not (IOException or OperationCanceledException or ObjectDisposedException);

    private IOException Unreadable(Exception failure) => new($"{digest} in {store} cannot be read: {failure.GetBaseException().Message.Split('\n', '\r')[0]}", failure);

    private int Take(Span<byte> buffer, int read)
    {
        if (read > 0)
            _hash.AppendData(buffer[..read]);
        else if (buffer.Length > 0 && !_checked)
            Check();
        return read;
    }

    private void Check()
    {
        var actual = ContentDigest.Format(_hash.GetHashAndReset());
        if (actual != digest)
            throw ArtifactException.Damaged(digest, store, actual);
        _checked = true;
    }
}
