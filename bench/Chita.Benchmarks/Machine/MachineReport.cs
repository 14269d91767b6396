using Chita.Benchmarks.Problems;
using Chita.Benchmarks.Reports;
using Chita.Blocks;
using Chita.Numerics;

namespace Chita.Benchmarks.Machine;

/// <summary>What the machine can do, and side by side what the kernels make of it.</summary>
/// <param name="storages">How A is kept, one after the other.</param>
/// <param name="threads">Where the kernels run; not owned.</param>
/// <param name="bandwidth">Read bandwidth, measured in this run, bytes per second.</param>
internal sealed class MachineReport(IReadOnlyList<GradientStorage> storages, SolverThreads threads, double bandwidth)
{
    // ResNet20's problem and the synthetic one.
    private static readonly (int Rows, int Weights)[] Sizes = [(300, 268_336), (500, 200_000)];
    private static readonly int[] Kept = [2_000, 8_000, 32_000, 130_000];

    public async Task<IReadOnlyList<Section>> MeasureAsync(CancellationToken cancellation) =>
    [
        await PassesAsync(cancellation),
        await ScalingAsync(cancellation),
        await GramAsync(cancellation),
        await MemoryAsync(cancellation),
    ];

    private async Task<Section> PassesAsync(CancellationToken cancellation)
    {
        var rows = new List<string[]>();
        foreach (var (storage, size) in storages.SelectMany(storage => Sizes.Select(size => (storage, size))))
        {
            Progress.Tell($"score pass, {size.Rows} × {size.Weights}, {storage.Name()}");
            var pass = await ScorePass.MeasureAsync(size.Rows, size.Weights, storage, threads, cancellation);
            var rate = pass.Bytes / pass.Seconds;
            rows.Add([
                $"{pass.Rows} × {Figures.Count(pass.Weights)}, {storage.Name()}", Figures.Mebibytes(pass.Bytes), Figures.Fixed(pass.Seconds * 1e3, 1),
                Figures.Fixed(rate / 1e9, 2), Figures.Percent(rate / bandwidth), Figures.Count(pass.Allocated),
            ]);
        }

        return new Section("A pass over A",
            [FormattableString.Invariant($"The score pass z = w̄ − Aᵀq with the first histogram of |z|, against the read bandwidth of {bandwidth / 1e9:0.0} GB/s that all solver threads reach by plain loads and additions.")],
            [new ReportTable("", ["n × p, storage", "A", "ms", "GB/s", "of bandwidth", "managed bytes allocated"], rows)]);
    }

    private async Task<Section> ScalingAsync(CancellationToken cancellation)
    {
        const int Rows = 300, Weights = 134_168;
        var rows = new List<string[]>();
        foreach (var storage in storages)
        {
            Progress.Tell($"score pass, doubled, {storage.Name()}");
            var single = await ScorePass.MeasureAsync(Rows, Weights, storage, threads, cancellation);
            foreach (var (what, n, p) in new[] { ("p doubled", Rows, 2 * Weights), ("n doubled", 2 * Rows, Weights) })
            {
                var doubled = await ScorePass.MeasureAsync(n, p, storage, threads, cancellation);
                rows.Add([$"{what}, {storage.Name()}", Figures.Fixed(single.Seconds * 1e3, 1), Figures.Fixed(doubled.Seconds * 1e3, 1), Figures.Fixed(doubled.Seconds / single.Seconds, 2)]);
            }
        }

        return new Section("A pass over twice as much", [$"From n × p = {Rows} × {Figures.Count(Weights)}."],
            [new ReportTable("", ["", "ms before", "ms after", "ratio"], rows)]);
    }

    private async Task<Section> GramAsync(CancellationToken cancellation)
    {
        Progress.Tell("multiply-add peak");
        var peak = await MultiplyAddPeak.MeasureAsync(threads, cancellation);
        var rows = new List<string[]>();
        foreach (var (storage, size) in storages.SelectMany(storage => Sizes.Select(size => (storage, size))))
        {
            Progress.Tell($"G, n = {size.Rows}, {storage.Name()}");
            foreach (var gram in await GramProduct.MeasureAsync(size.Rows, size.Weights, Kept, storage, threads, cancellation))
            {
                var rate = gram.Operations / gram.Seconds;
                rows.Add([
                    $"{gram.Rows}, {Figures.Count(gram.Columns)}, {storage.Name()}", Figures.Fixed(gram.Seconds * 1e3, 1), Figures.Fixed(rate / 1e9, 1), Figures.Percent(rate / peak),
                    Figures.Fixed(gram.TorchSeconds * 1e3, 1), Figures.Fixed(gram.TorchOperations / gram.TorchSeconds / 1e9, 1), Figures.Fixed(gram.Seconds / gram.TorchSeconds, 2),
                ]);
            }
        }

        return new Section("G = A_S A_Sᵀ",
        [
            "Ours computes the lower triangle in float64 from columns gathered out of A, with A_S w̄_S beside it; libtorch's mm computes the full square in float32 from an A_S that lies ready. "
                + "So ours does half the operations, each at half the rate the processor has for float32: a time ratio of 1 is what equal craft gives.",
            FormattableString.Invariant($"Peak of float64 multiply-adds in registers, {threads.Count} threads, 256-bit vectors: {peak / 1e9:0.0} GFLOP/s. Times are the fastest of several."),
        ],
        [new ReportTable("", ["n, k, storage", "ours ms", "GFLOP/s", "of peak", "mm ms", "GFLOP/s", "ours / mm"], rows)]);
    }

    private async Task<Section> MemoryAsync(CancellationToken cancellation)
    {
        var rows = new List<string[]>();
        foreach (var (storage, size) in storages.SelectMany(storage => Sizes.Select(size => (storage, size))))
        {
            Progress.Tell($"memory of a solve, {size.Rows} × {size.Weights}, {storage.Name()}");
            var memory = await SolveMemory.InChildAsync(size.Rows, size.Weights, storage, threads.Count, cancellation);
            rows.Add([
                $"{memory.Rows} × {Figures.Count(memory.Weights)}, {storage.Name()}", Figures.Mebibytes(memory.Bytes), Figures.Mebibytes(memory.NativePeak), Figures.Mebibytes(memory.ResidentPeak),
                Figures.Mebibytes(memory.Limit), memory.ResidentPeak <= memory.Limit ? "yes" : "no",
            ]);
        }

        return new Section("Memory of a whole solve",
            ["A solve by chita at sparsity 0.9 in a process of its own: the most native memory at once, and the growth of the process to its largest resident size. The limit is 1.10 × A + 64 MiB."],
            [new ReportTable("", ["n × p, storage", "A", "native peak", "process growth", "limit", "within"], rows)]);
    }
}
