using System.Runtime.Intrinsics;
using Chita.Files;
using Chita.Numerics;

namespace Chita.Blocks;

/// <summary>
/// A block's slice of A in native memory or in a scratch file, weight-major: weight j's n gradients lie together, padded with zeros to
/// <see cref="Stride"/> elements. The kernels below it know how an element is stored; nobody above does.
/// </summary>
internal abstract unsafe class GradientColumns : IDisposable
{
    protected GradientColumns(int rows) => Stride = Kernels.Padded(rows);

    /// <summary>Elements from one column to the next: n, padded. Vectors that meet columns are padded likewise.</summary>
    public int Stride { get; }

    /// <summary>All columns with their padding, as they lie in memory.</summary>
    public abstract NativeRange Bytes { get; }

    /// <summary>Columns of zeros.</summary>
    /// <param name="storage">How they are kept.</param>
    /// <param name="weights">How many.</param>
    /// <param name="rows">n.</param>
    /// <param name="spill">The folder on a local disk to keep them in; null: memory.</param>
    /// <exception cref="IOException">The disk has not the room.</exception>
    public static GradientColumns Create(GradientStorage storage, int weights, int rows, string? spill = null) => storage switch
    {
        GradientStorage.Float32 => new Stored<Float32>(weights, rows, spill),
        GradientStorage.BFloat16 => new Stored<BFloat16>(weights, rows, spill),
        _ => throw new ArgumentOutOfRangeException(nameof(storage), storage, "No such storage."),
    };

    /// <summary>Bytes that <see cref="Create"/> takes, of memory or disk.</summary>
    public static long BytesFor(GradientStorage storage, int weights, int rows) => (long)weights * Kernels.Padded(rows) * storage switch
    {
        GradientStorage.Float32 => sizeof(Float32),
        GradientStorage.BFloat16 => sizeof(BFloat16),
        _ => throw new ArgumentOutOfRangeException(nameof(storage), storage, "No such storage."),
    };

    /// <summary>Sets the gradients of consecutive weights in some rows.</summary>
    /// <param name="weight">The first weight.</param>
    /// <param name="row">The first row.</param>
    /// <param name="rows">How many rows.</param>
    /// <param name="tile">Weight-major; finite.</param>
    public abstract void Write(int weight, int row, int rows, ReadOnlySpan<float> tile);

    /// <summary>Copies everything to other columns of the same size and storage, and returns those.</summary>
    public GradientColumns MovedTo(GradientColumns other)
    {
        var (from, to) = (Bytes, other.Bytes);
        from.CopyTo(to);
        other.Release();
        return other;
    }

    /// <summary>Copies one weight's gradients out.</summary>
    public abstract void Read(int weight, Span<float> gradients);

    /// <summary>results[j − first] ← a_jᵀx for the columns first … end − 1.</summary>
    public abstract void Products(int first, int end, double* x, double* results);

    /// <summary>a_jᵀx and ‖a_j‖².</summary>
    public abstract (double Product, double Square) ProductAndSquare(int weight, double* x);

    /// <summary>sum ← sum + Σ factors[j − first]·a_j; columns with factor 0 are not read.</summary>
    public abstract void Combine(int first, int end, double* factors, double* sum);

    /// <summary>sum ← sum + Σ factors[j − first]·a_j, and returns Σ ‖a_j‖².</summary>
    public abstract double CombineAndSquare(int first, int end, float* factors, double* sum);

    /// <summary>Adds the outer products of some columns to a matrix, and takes those of others away.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="weights">w̄.</param>
    /// <param name="entered">Columns to add.</param>
    /// <param name="left">Columns to take away.</param>
    /// <param name="tiles">The matrix, as <see cref="TriangleTiles"/> lays it out; changed.</param>
    /// <param name="product">Σ ± w̄_j a_j, padded; changed.</param>
    public abstract Task ChangeGramAsync(
        GramKernel kernel, NativeBuffer<float> weights, ColumnList entered, ColumnList left, double[] tiles, double[] product);

    /// <summary>Sets the system's matrix to A_SᵀA_S, one row for each of some columns.</summary>
    public abstract void SetInner(DenseSystem system, ReadOnlySpan<int> columns);

    /// <summary>Sets the system's matrix to A_S A_Sᵀ, one row for each row of A.</summary>
    public abstract void SetOuter(DenseSystem system, ReadOnlySpan<int> columns);

    /// <summary>What lies on a disk leaves the process's memory: the question that looked at it is answered.</summary>
    public abstract void Release();

    public abstract void Dispose();

    private sealed class Stored<T> : GradientColumns where T : unmanaged, IGradientElement<T>
    {
        /// <summary>From here on a scaled copy of x is worth its while, and reading ahead.</summary>
        private const int ManyColumns = 32;

        /// <summary>A pass reads so many chunks ahead from the disk: one for each of a few threads.</summary>
        private const int ChunksAhead = 4;

        private readonly NativeBuffer<T>? _memory; // either this
        private readonly ScratchFile? _file;       // or this

        public Stored(int weights, int rows, string? spill) : base(rows)
        {
            var elements = (long)weights * Stride;
            if (spill is null || elements == 0)
                _memory = new NativeBuffer<T>(elements);
            else
                _file = new ScratchFile(spill, elements * sizeof(T));
        }

        public override NativeRange Bytes => _memory?.Bytes ?? new NativeRange(_file!.Start, _file.Length);

        private T* Start => _file is null ? _memory!.Start : (T*)_file.Start;

        public override void Write(int weight, int row, int rows, ReadOnlySpan<float> tile)
        {
            for (var to = Column(weight) + row; tile.Length > 0; to += Stride, tile = tile[rows..])
                T.Store(tile[..rows], to);
        }

        public override void Read(int weight, Span<float> gradients)
        {
            var from = Column(weight);
            for (var i = 0; i < gradients.Length; i++)
                gradients[i] = (float)from[i].ToDouble();
            CountRead(1);
        }

        public override void Products(int first, int end, double* x, double* results)
        {
            ReadAhead(first, end);
            if (end - first < ManyColumns)
            {
                for (var j = first; j < end; j++)
                    results[j - first] = Kernels.Dot(Column(j), x, Stride);
            }
            else
            {
                Stream(first, end, x, results);
            }

            CountRead(end - first);
        }

        public override (double Product, double Square) ProductAndSquare(int weight, double* x)
        {
            CountRead(1);
            return Kernels.DotAndSquare(Column(weight), x, Stride);
        }

        public override void Combine(int first, int end, double* factors, double* sum)
        {
            ReadAhead(first, end);
            var read = 0;
            for (var j = first; j < end; j++)
            {
                if (factors[j - first] == 0)
                    continue;
                Kernels.Add(Column(j), factors[j - first], sum, Stride);
                read++;
            }

            CountRead(read);
        }

        public override double CombineAndSquare(int first, int end, float* factors, double* sum)
        {
            ReadAhead(first, end);
            var squares = 0.0;
            for (var j = first; j < end; j++)
                squares += Kernels.AddAndSquare(Column(j), factors[j - first], sum, Stride);
            CountRead(end - first);
            return squares;
        }

        public override Task ChangeGramAsync(
            GramKernel kernel, NativeBuffer<float> weights, ColumnList entered, ColumnList left, double[] tiles, double[] product)
        {
            CountRead(entered.Count + left.Count);
            _file?.Ahead(0, _file.Length);
            return kernel.AddAsync(new WeightedColumns<T>(Start, Stride, weights.Start), entered, left, tiles, product);
        }

        public override void SetInner(DenseSystem system, ReadOnlySpan<int> columns)
        {
            using var wide = new NativeBuffer<double>(Stride);
            for (var i = 0; i < columns.Length; i++)
            {
                Widen(columns[i], wide);
                for (var j = 0; j <= i; j++)
                    system.Row(i)[j] = Kernels.Dot(Column(columns[j]), wide.Start, Stride);
            }

            CountRead(columns.Length);
        }

        public override void SetOuter(DenseSystem system, ReadOnlySpan<int> columns)
        {
            using var wide = new NativeBuffer<double>(Stride);
            foreach (var column in columns)
            {
                Widen(column, wide);
                // Rows of the lower triangle, rounded up to whole vectors: what lies above the diagonal is never read.
                for (var i = 0; i < system.Size; i++)
                    Kernels.Add(Column(column), wide[i], system.Row(i), Kernels.Padded(i + 1));
            }

            CountRead(columns.Length);
        }

        public override void Release() => _file?.Release();

        public override void Dispose()
        {
            _memory?.Dispose();
            _file?.Dispose();
        }

        /// <summary>A pass over the columns comes chunk by chunk: while one is worked on, the disk reads another.</summary>
        private void ReadAhead(int first, int end)
        {
            var chunk = end - first;
            if (_file is null || chunk < ManyColumns)
                return;
            var bytes = (long)Stride * sizeof(T);
            if (first == 0)
                _file.Ahead(0, ChunksAhead * chunk * bytes);
            _file.Ahead((first + (long)ChunksAhead * chunk) * bytes, chunk * bytes);
        }

        private void Widen(int weight, NativeBuffer<double> wide)
        {
            for (var i = 0; i < Stride; i += 4)
                T.Widen(Column(weight) + i).Store(wide.Start + i);
        }

        private void Stream(int first, int end, double* x, double* results)
        {
            using var scaled = T.Scale == 1 ? null : new NativeBuffer<double>(Stride);
            for (var i = 0; scaled is not null && i < Stride; i++)
                scaled[i] = x[i] * T.Scale;
            var vector = scaled is null ? x : scaled.Start;
            var j = first;
            for (; j <= end - Kernels.StreamedColumns; j += Kernels.StreamedColumns)
                Kernels.StreamingDots(Column(j), vector, Stride).Store(results + j - first);
            for (; j < end; j++)
                results[j - first] = Kernels.Dot(Column(j), x, Stride);
        }

        private T* Column(int weight) => Start + (long)weight * Stride;

        private void CountRead(int columns) => GradientTraffic.Count((long)columns * Stride * sizeof(T));
    }
}
