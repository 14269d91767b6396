using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Chita.Gradients;
using Chita.Numerics;

namespace Chita.Benchmarks.Cluster.Synthetic;

/// <summary>
/// Rows of A that are made as they are copied, and never held: a_ij = Scale·(Σ_t u_it v_tj + ε_ij), where u, v and ε are counted draws. So a
/// cell is a function of seed, stage, row and weight alone.
/// </summary>
internal sealed class SyntheticRows : IGradientRows
{
    private const int Rank = 4;       // as many 16-bit digits as a draw has
    private const float Scale = 0.1f;
    private const float Noise = 0.5f; // of Scale
    private const float Digit = 1f / 32768;
    private const float Word = 1f / (1L << 31);

    private readonly CounterRandom _weights;
    private readonly float[] _left;  // u, scaled: for each t the rows, padded to whole vectors
    private readonly uint[] _salts;  // for each row

    public SyntheticRows(long seed, int stage, int first, int rows)
    {
        (First, Rows) = (first, rows);
        _weights = CounterRandom.For(seed, stage, -1);
        _left = new float[Rank * Stride];
        _salts = new uint[Stride];
        for (var i = 0; i < rows; i++)
        {
            var random = CounterRandom.For(seed, stage, first + i);
            _salts[i] = (uint)random.Bits(0);
            for (var t = 0; t < Rank; t++)
                _left[t * Stride + i] = Scale / (t + 1) * (int)(random.Bits(1 + t) >> 32) * Word;
        }
    }

    public int First { get; }

    public int Rows { get; }

    private int Stride => (Rows + Vector256<float>.Count - 1) / Vector256<float>.Count * Vector256<float>.Count;

    public void CopyTile(long weight, Span<float> tile)
    {
        Span<float> right = stackalloc float[Rank];
        Span<float> column = stackalloc float[Stride];
        for (var j = weight; tile.Length > 0; j++, tile = tile[Rows..])
        {
            var bits = _weights.Bits(2 * j);
            for (var t = 0; t < Rank; t++)
                right[t] = (short)(bits >> (16 * t)) * Digit;
            Fill(column, right, _weights.Bits(2 * j + 1));
            column[..Rows].CopyTo(tile);
        }
    }

    public void Dispose()
    {
    }

    private void Fill(Span<float> column, ReadOnlySpan<float> right, ulong key)
    {
        var (low, high) = (Vector256.Create((uint)key), Vector256.Create((uint)(key >> 32)));
        ref var left = ref MemoryMarshal.GetArrayDataReference(_left);
        for (var i = 0; i < column.Length; i += Vector256<float>.Count)
        {
            // Two rounds of a multiply-and-shift hash: enough that no column looks like another.
            var x = (Vector256.LoadUnsafe(ref _salts[i]) ^ low) + high;
            x = (x ^ (x >>> 16)) * 0x7FEB352Du;
            x = (x ^ (x >>> 15)) * 0x846CA68Bu;
            x ^= x >>> 16;
            var sum = Vector256.ConvertToSingle(x.AsInt32()) * (Noise * Scale * Word);
            for (var t = 0; t < Rank; t++)
                sum = Vector256.FusedMultiplyAdd(Vector256.Create(right[t]), Vector256.LoadUnsafe(ref left, (nuint)(t * column.Length + i)), sum);
            sum.StoreUnsafe(ref column[i]);
        }
    }
}
