using Chita.Benchmarks.Problems;
using Chita.Benchmarks.Reports;
using Chita.Blocks;
using Chita.Numerics;

namespace Chita.Benchmarks.Machine;

/// <summary>What the machine can do, and side by side what the kernels make of it.</summary>
/// <param name="storages">How A is kept, one after the other.</param>
/// <param name="threads">Where the kernels run; not owned.</param>
internal sealed class MachineReport(IReadOnlyList<GradientStorage> storages, SolverThreads threads)
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
            rows.Add([
                $"{pass.Rows} × {Figures.Count(pass.Weights)}, {storage.Name()}", Figures.Mebibytes(pass.Bytes), Figures.Fixed(pass.Seconds * 1e3, 1),
                Figures.Fixed(pass.Rate / 1e9, 2), Figures.Fixed(pass.Bandwidth / 1e9, 2), Figures.Percent(pass.Share), Figures.Count(pass.Allocated),
            ]);
        }

        return new Section("A pass over A",
            ["The score pass z = w̄ − Aᵀq with the first histogram of |z|, in turns with plain loads and additions over 1 GiB by all solver threads. Times and rates are those of the fastest turn, the share is the median of the turns."],
            [new ReportTable("", ["n × p, storage", "A", "ms", "GB/s", "plain GB/s", "share", "managed bytes allocated"], rows)]);
    }

    private async Task<Section> ScalingAsync(CancellationToken cancellation)
    {
        const int Rows = 500, Weights = 100_000;
        var rows = new List<string[]>();
        foreach (var storage in storages)
        {
            Progress.Tell($"score pass, doubled, {storage.Name()}");
            var turns = await ScorePass.CompareAsync([(Rows, Weights, storage), (Rows, 2 * Weights, storage), (2 * Rows, Weights, storage)], threads, cancellation);
            rows.Add(Compared($"p doubled, {storage.Name()}", turns, 0, 1));
            rows.Add(Compared($"n doubled, {storage.Name()}", turns, 0, 2));
        }

        foreach (var (n, p) in Sizes)
        {
            Progress.Tell($"score pass, {n} × {p}, storages side by side");
            var turns = await ScorePass.CompareAsync([.. storages.Select(storage => (n, p, storage))], threads, cancellation);
            for (var i = 1; i < storages.Count; i++)
                rows.Add(Compared($"{storages[i].Name()}, then {storages[0].Name()}, {n} × {Figures.Count(p)}", turns, i, 0));
        }

        return new Section("A pass over more", [$"Doubled from n × p = {Rows} × {Figures.Count(Weights)}. Ratios are the median of the turns."],
            [new ReportTable("", ["", "ms", "ms", "ratio"], rows)]);

        static string[] Compared(string what, Turns turns, int before, int after) =>
            [what, Figures.Fixed(turns.Fastest(before) * 1e3, 1), Figures.Fixed(turns.Fastest(after) * 1e3, 1), Figures.Fixed(turns.Ratio(after, before), 2)];
    }

    private async Task<Section> GramAsync(CancellationToken cancellation)
    {
        var rows = new List<string[]>();
        foreach (var (storage, size) in storages.SelectMany(storage => Sizes.Select(size => (storage, size))))
        {
            Progress.Tell($"G, n = {size.Rows}, {storage.Name()}");
            foreach (var gram in await GramProduct.MeasureAsync(size.Rows, size.Weights, Kept, storage, threads, cancellation))
            {
                rows.Add([
                    $"{gram.Rows}, {Figures.Count(gram.Columns)}, {storage.Name()}", Figures.Fixed(gram.Seconds * 1e3, 1), Figures.Fixed(gram.Rate / 1e9, 1), Figures.Percent(gram.Rate / gram.Peak),
                    Figures.Fixed(gram.TorchSeconds * 1e3, 1), Figures.Fixed(gram.TorchRate / 1e9, 1), Figures.Fixed(gram.Ratio, 2),
                ]);
            }
        }

        return new Section("G = A_S A_Sᵀ",
        [
            "Ours computes the lower triangle in float64 from columns gathered out of A, with A_S w̄_S beside it; libtorch's mm computes the full square in float32 from an A_S that lies ready. "
                + "So ours does half the operations, each at half the rate the processor has for float32: a time ratio of 1 is what equal craft gives.",
"The peak is that of float64 multiply-adds in registers, on all solver threads in 256-bit vectors. All three take turns; the fastest of each counts.",
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
