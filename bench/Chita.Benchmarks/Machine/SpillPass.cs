using System.Diagnostics;
using Chita.Benchmarks.Problems;
using Chita.Benchmarks.Reports;
using Chita.Blocks;
using Chita.Collectives;
using Chita.Gradients;
using Chita.Numerics;

namespace Chita.Benchmarks.Machine;

/// <summary>Passes over A on a disk, in turns with plain reading of a file of the same size there. Before each turn the system forgets what it has read: only root can ask for that.</summary>
internal static class SpillPass
{
    private const int Rounds = 5;
    private const int Rows = 500;
    private const int Weights = 1 << 20; // 2 GB of A
    private const int Piece = 4 << 20;   // bytes that are read at once
    private const string Forget = "/proc/sys/vm/drop_caches";

    /// <param name="folder">On the disk.</param>
    /// <param name="threads">Where the pass runs; as many read the file.</param>
    /// <param name="cancellation">Ends it between turns.</param>
    public static async Task<Section> MeasureAsync(string folder, SolverThreads threads, CancellationToken cancellation)
    {
        Progress.Tell("spill: A in memory, on the disk, and a file beside it");
        using var memory = Noise(threads, null);
        using var disk = Noise(threads, folder);
        using var file = PlainFile(folder);
        double[] q = [.. Enumerable.Repeat(1e-3, Rows)];
        Func<Task>[] works =
        [
            () => disk.Root.ScoreAsync(q, RankQuery.Coarse(0)),
            () => threads.RunAsync((int)(Bytes / Piece), piece => ReadPiece(file, piece)),
            () => memory.Root.ScoreAsync(q, RankQuery.Coarse(0)),
        ];
        var seconds = works.Select(_ => new List<double>()).ToArray();
        for (var round = 0; round < Rounds; round++)
        {
            for (var i = 0; i < works.Length; i++)
            {
                cancellation.ThrowIfCancellationRequested();
                await File.WriteAllTextAsync(Forget, "1", cancellation);
                var clock = Stopwatch.StartNew();
                await works[i]();
                seconds[i].Add(clock.Elapsed.TotalSeconds);
            }
        }

        double[] rates = [.. seconds.Select(each => Bytes / each.Order().ElementAt(Rounds / 2))];
        return new Section("A on a disk",
            [FormattableString.Invariant($"{Bytes / 1e9:0.0} GB of A, n = {Rows}; nothing of it, or of the file, is in the system's cache at the start of a turn. Medians of {Rounds} turns. Target: 70 % of plain reading.")],
            [new ReportTable("", ["", "MB/s", "of plain reading"], [Row("A pass over A on the disk", rates[0]), Row("Plain reading of a file there", rates[1]), Row("A pass over A in memory", rates[2])])]);

        string[] Row(string name, double rate) => [name, Figures.Fixed(rate / 1e6, 0), Figures.Percent(rate / rates[1])];
    }

    private static long Bytes => GradientStorage.Float32.Bytes(Rows, Weights);

    private static InProcessBlocks Noise(SolverThreads threads, string? folder)
    {
        var blocks = new InProcessBlocks(new WeightLayout([new TensorSize("noise", Weights)], 65_536), Rows, threads, spill: folder);
        blocks.Load(new float[Weights]);
        blocks.Write(new NoiseRows());
        return blocks;
    }

    private static FileStream PlainFile(string folder)
    {
        var file = new FileStream(Path.Combine(folder, $"chita-{Guid.NewGuid():N}.bin"), new FileStreamOptions
        {
            Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, BufferSize = 0, Options = FileOptions.DeleteOnClose,
        });
        var piece = new byte[Piece];
        while (file.Length < Bytes)
        {
            new Random((int)(file.Length / Piece)).NextBytes(piece);
            file.Write(piece);
        }

        file.Flush(flushToDisk: true);
        return file;
    }

    private static void ReadPiece(FileStream file, int number)
    {
        var piece = new byte[Piece];
        for (var done = 0; done < Piece && RandomAccess.Read(file.SafeFileHandle, piece.AsSpan(done), (long)number * Piece + done) is > 0 and var read;)
            done += read;
    }

    private sealed class NoiseRows : IGradientRows
    {
        public int First => 0;

        public int Rows => SpillPass.Rows;

        public void CopyTile(long weight, Span<float> tile)
        {
            var random = new Random((int)(weight % int.MaxValue));
            foreach (ref var gradient in tile)
                gradient = random.NextSingle() - 0.5f;
        }

        public void Dispose()
        {
        }
    }
}
