using Chita.Numerics;

namespace Chita.Data;

/// <summary>
/// Which samples make which row of A. A function of its arguments alone: every silo that makes the same plan gets the
/// same rows, in any order. Calls may come from several threads.
/// </summary>
public sealed class CalibrationPlan
{
    // What a generator is for is part of its key: equal numbers must not make equal draws elsewhere.
    private const long HoldoutUse = 0;
    private const long OrderUse = 1;
    private const long AugmentationUse = 2;
    private const long HoldoutAugmentationUse = 3;

    private readonly long _seed;
    private readonly SampleOrder _order;
    private readonly int[] _available;

    // Permutations of one stage, by epoch. Read and written by any thread, under the lock, so that each is made once.
    private readonly Lock _gate = new();
    private readonly Dictionary<int, int[]> _epochs = [];
    private int _epochsStage = -1;

    /// <summary>Makes a plan.</summary>
    /// <param name="count">Samples of the dataset.</param>
    /// <param name="samples">Samples used per stage; a multiple of <paramref name="batchSize"/>.</param>
    /// <param name="batchSize">Samples per row of A.</param>
    /// <param name="holdout">The part of the dataset that no row uses, in [0, 1).</param>
    /// <param name="seed">Determines what is held out and every order.</param>
    /// <param name="order">In which order samples are taken.</param>
    /// <exception cref="InvalidInputException">A number is out of its range, or there are not enough samples.</exception>
    public CalibrationPlan(int count, int samples, int batchSize, decimal holdout, long seed, SampleOrder order)
    {
        if (batchSize < 1 || samples < 1 || samples % batchSize != 0)
            throw new InvalidInputException($"calibration: samples ({samples}) must be a positive multiple of batchSize ({batchSize}): each row of A takes one batch.");
        if (!(holdout is >= 0 and < 1))
            throw new InvalidInputException($"calibration: holdout ({holdout}) must be at least 0 and below 1: it is the part of the data that is set aside.");

        // In decimal, for 0.07 of 100 is 7 and not 7.000000000000001, rounded up to 8.
        var heldOut = (int)Math.Ceiling(holdout * count);
        if (heldOut >= count)
            throw new InvalidInputException($"calibration: of {count} samples, holdout {holdout} sets {heldOut} aside: none are left.");
        if (order == SampleOrder.File && samples > count - heldOut)
        {
            throw new InvalidInputException(
                $"calibration: {samples} samples in file order are asked for, but only {count - heldOut} are there"
                + $" ({count} in the file, {heldOut} held out); ask for fewer, or for order: shuffled, which goes through them again.");
        }

        var all = Enumerable.Range(0, count).ToArray();
        if (order == SampleOrder.Shuffled)
            CounterRandom.For(seed, HoldoutUse).Shuffle(all);
        _available = all[..^heldOut];
        HoldoutSamples = [.. all[^heldOut..].Select((index, place) => new SampleRef(index, CounterRandom.For(seed, HoldoutAugmentationUse, place)))];
        _seed = seed;
        _order = order;
        BatchSize = batchSize;
        Rows = samples / batchSize;
    }

    /// <summary>Rows of A per stage.</summary>
    public int Rows { get; }

    /// <summary>Samples per row.</summary>
    public int BatchSize { get; }

    /// <summary>The samples that no row of any stage uses, each with the same randomness at every measurement.</summary>
    public IReadOnlyList<SampleRef> HoldoutSamples { get; }

    /// <summary>As many samples as a stage uses, each once: fewer where there are not as many. None is held out.</summary>
    public IReadOnlyList<SampleRef> DistinctSamples => [.. _available.Take(Rows * BatchSize).Select(index => new SampleRef(index))];

    /// <summary>The samples of a row: <see cref="BatchSize"/> of them, in order.</summary>
    public IReadOnlyList<SampleRef> RowSamples(int stage, int row)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(stage);
        ArgumentOutOfRangeException.ThrowIfNegative(row);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(row, Rows);
        var samples = new SampleRef[BatchSize];
        for (var i = 0; i < samples.Length; i++)
        {
            var position = ((long)row * BatchSize) + i;
            var (epoch, place) = Math.DivRem(position, _available.Length);
            samples[i] = new SampleRef(Epoch(stage, (int)epoch)[place], CounterRandom.For(_seed, AugmentationUse, stage, position));
        }

        return samples;
    }

    private int[] Epoch(int stage, int epoch)
    {
        if (_order == SampleOrder.File)
            return _available;
        lock (_gate)
        {
            if (_epochsStage != stage)
            {
                _epochs.Clear();
                _epochsStage = stage;
            }

            if (!_epochs.TryGetValue(epoch, out var permutation))
            {
                permutation = [.. _available];
                CounterRandom.For(_seed, OrderUse, stage, epoch).Shuffle(permutation);
                _epochs.Add(epoch, permutation);
            }

            return permutation;
        }
    }
}
