using System.Security.Cryptography;
using Chita.Artifacts;
using Chita.Grains.Wire;
using Chita.Reports;

namespace Chita.Client.Outputs;

/// <summary>One file on its way from the artifact store: in pieces, a few of them asked for at once, written in order, its digest compared in the end.</summary>
/// <param name="file">The file.</param>
/// <param name="read">Gets so many bytes from an offset; fewer only at the end.</param>
internal sealed class Download(FileRecord file, Func<long, int, Task<WireVector<byte>>> read)
{
    /// <summary>64 KiB: arrays stay out of the heap of large objects, here and on the silo, and other calls wait for little.</summary>
    internal const int PieceBytes = 64 << 10;

    /// <summary>Pieces on their way at once.</summary>
    internal const int InFlight = 8;

    /// <summary>Writes the file; its folder is made when missing.</summary>
    /// <exception cref="ArtifactException">What came is not what was published.</exception>
    /// <exception cref="IOException">It cannot be written.</exception>
    public async Task ToAsync(string path, CancellationToken cancellation)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await using var content = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var (pieces, asked, written) = (new Queue<Task<WireVector<byte>>>(), 0L, 0L);
        while (written < file.Bytes)
        {
            cancellation.ThrowIfCancellationRequested();
            for (; asked < file.Bytes && pieces.Count < InFlight; asked += PieceBytes)
                pieces.Enqueue(read(asked, (int)Math.Min(PieceBytes, file.Bytes - asked)));
            var piece = (await pieces.Dequeue()).Values;
            if (piece.Length != Math.Min(PieceBytes, file.Bytes - written))
                throw new ArtifactException($"{file.Path} ends after {written + piece.Length} bytes; expected {file.Bytes}: {file.Digest} is damaged in the artifact store");
            hash.AppendData(piece.Span);
            await content.WriteAsync(piece, cancellation);
            written += piece.Length;
        }

        var digest = ContentDigest.Format(hash.GetHashAndReset());
        if (digest != file.Digest)
            throw new ArtifactException($"{file.Path} came with the digest {digest}; expected {file.Digest}: it is damaged in the artifact store");
    }
}
