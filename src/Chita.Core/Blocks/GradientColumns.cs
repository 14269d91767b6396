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

    public static GradientColumns Create(GradientStorage storage, int weights, int rows) => storage switch
    {
        GradientStorage.Float32 => new Stored<Float32>(weights, rows),
        GradientStorage.BFloat16 => new Stored<BFloat16>(weights, rows),
        _ => throw new ArgumentOutOfRangeException(nameof(storage), storage, "No such storage."),
    };

    /// <summary>Sets the gradients of one weight in some rows.</summary>
    public abstract void Write(int weight, int row, ReadOnlySpan<float> gradients);

    /// <summary>Copies one weight's gradients out.</summary>
    public abstract void Read(int weight, Span<float> gradients);

    /// <summary>results[j − first] ← a_jᵀx for the columns first … end − 1.</summary>
    public abstract void Products(int first, int end, double* x, double* results);

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

    public abstract void Dispose();

    private sealed class Stored<T>(int weights, int rows) : GradientColumns(rows) where T : unmanaged, IGradientElement<T>
    {
        private readonly NativeBuffer<T> _elements = new((long)weights * Kernels.Padded(rows));

        public override void Write(int weight, int row, ReadOnlySpan<float> gradients)
        {
            var to = Column(weight) + row;
            for (var i = 0; i < gradients.Length; i++)
                to[i] = T.Nearest(gradients[i]);
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
            for (var j = first; j < end; j++)
                results[j - first] = Kernels.Dot(Column(j), x, Stride);
            CountRead(end - first);
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

        public override void Dispose() => _elements.Dispose();

        private T* Column(int weight) => _elements.Start + (long)weight * Stride;

        private void CountRead(int columns) => GradientTraffic.Count((long)columns * Stride * sizeof(T));
    }
}
