using System.Runtime.Intrinsics;
using Chita.Numerics;

namespace Chita.Blocks;

/// <summary>
/// A block's slice of A in native memory, weight-major: weight j's n gradients lie together, padded with zeros to
/// <see cref="Stride"/> elements. The kernels below it know how an element is stored; nobody above does.
/// </summary>
internal abstract unsafe class GradientColumns : IDisposable
{
    protected GradientColumns(int rows) => Stride = Kernels.Padded(rows);

    /// <summary>Elements from one column to the next: n, padded. Vectors that meet columns are padded likewise.</summary>
    public int Stride { get; }

    /// <summary>All columns with their padding, as they lie in memory.</summary>
    public abstract NativeRange Bytes { get; }

    public static GradientColumns Create(GradientStorage storage, int weights, int rows) => storage switch
    {
        GradientStorage.Float32 => new Stored<Float32>(weights, rows),
        GradientStorage.BFloat16 => new Stored<BFloat16>(weights, rows),
        _ => throw new ArgumentOutOfRangeException(nameof(storage), storage, "No such storage."),
    };

    /// <summary>Native bytes that <see cref="Create"/> takes.</summary>
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

    public abstract void Dispose();

    private sealed class Stored<T>(int weights, int rows) : GradientColumns(rows) where T : unmanaged, IGradientElement<T>
    {
        /// <summary>From here on a scaled copy of x is worth its while.</summary>
        private const int ManyColumns = 32;

        private readonly NativeBuffer<T> _elements = new((long)weights * Kernels.Padded(rows));

        public override NativeRange Bytes => _elements.Bytes;

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
            return kernel.AddAsync(new WeightedColumns<T>(_elements.Start, Stride, weights.Start), entered, left, tiles, product);
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

        public override void Dispose() => _elements.Dispose();

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

        private T* Column(int weight) => _elements.Start + (long)weight * Stride;

        private void CountRead(int columns) => GradientTraffic.Count((long)columns * Stride * sizeof(T));
    }
}
