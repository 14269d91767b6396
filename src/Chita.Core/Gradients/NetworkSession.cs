using System.Collections.Concurrent;
using Chita.Blocks;
using Chita.Campaigns;
using Chita.Data;
using Chita.Formats;
using Chita.Gradients.Stored;
using Chita.Networks;
using Chita.Numerics;
using Chita.Output;
using Chita.Pruning.Budgets;
using Chita.Reports;

namespace Chita.Gradients;

/// <summary>
/// Everything of a campaign that needs the network and its data: opened, which checks that they fit together, then asked for rows of A
/// and for measurements, on the solver threads.
/// </summary>
public sealed class NetworkSession : IGradientSource
{
    /// <summary>Rows computed together fill a cache line of a column of A ...</summary>
    private const int MostRowsAtOnce = 16;

    /// <summary>... unless they would take more bytes than this.</summary>
    private const long MostRowBytes = 128 << 20;

    private readonly CampaignSpec _spec;
    private readonly SolverThreads _threads;
    private readonly NetworkReplicas _replicas;
    private readonly Dataset? _calibration;
    private readonly Dataset? _evaluation;
    private readonly BatchReader? _calibrationReader;
    private readonly BatchReader? _evaluationReader;
    private readonly CalibrationPlan? _plan;
    private readonly GradientStore? _store; // rows that were made elsewhere; null: they are computed
    private readonly Recalibration? _recalibration;
    private readonly DenseAnswers? _answers; // targets of the calibration data; null: its labels
    private readonly IReadOnlyList<TensorRecord> _untouched; // the others, as they came
    private readonly string[] _names; // of the tensors to prune, in order
    private readonly ConcurrentStack<RowGroup> _groups = []; // free ones, to be used again; a bag would keep the session alive in its threads' slots
    private readonly Usage _usage;
    private int _disposed; // any thread, interlocked

    /// <summary>Loads and checks the network and data of a campaign.</summary>
    /// <param name="spec">The campaign.</param>
    /// <param name="threads">Where the network runs; one copy of it for each thread. Not owned.</param>
    /// <exception cref="InvalidInputException">The network or data cannot be used, or do not fit together.</exception>
    public NetworkSession(CampaignSpec spec, SolverThreads threads)
    {
        _spec = spec;
        _threads = threads;
        _usage = new Usage(Free);
        _replicas = new NetworkReplicas(spec.Network, threads.Count);
        try
        {
            Prunable = PrunableTensors.Select(_replicas.First, spec.Network);
            _untouched = TensorRecord.Untouched(_replicas.First, Prunable);
            var layout = new WeightLayout([.. Prunable.Select(tensor => new TensorSize(tensor.Name, tensor.Shape) { ValueBytes = tensor.Type.Size() })], spec.Execution.BlockSize);
            var budget = new SupportBudget(spec.Budget, layout.Tensors);
            Layout = budget.Lay(layout);
            if (Layout.Weights > int.MaxValue)
                throw new InvalidInputException($"{spec.Network.Path}: {Layout.Weights} weights are to be pruned, and a silo computes gradients of {int.MaxValue} at most; name fewer tensors under network.targets.");
            budget.Check(spec.Stages);
            _names = [.. Prunable.Select(tensor => tensor.Name)];
            if (spec.Network.Gradients is { } folder)
                _store = new GradientStore(folder, _replicas.First.Tensors, Prunable);
            if (spec.Calibration is { } calibration)
            {
                var answered = calibration.Labels == LabelSource.Network;
                _calibration = answered ? Dataset.OpenInputs(calibration.Data) : Dataset.Open(calibration.Data, calibration.Targets);
                _calibrationReader = new BatchReader(_calibration, Normalize(calibration.Normalize), Augment(calibration.Augment));
                _plan = new CalibrationPlan(
                    _calibration.Count, calibration.Samples, calibration.BatchSize, calibration.Holdout, calibration.Seed, calibration.Order);
                var samples = _plan.RowSamples(0, 0);
                using var read = _calibrationReader.Read(samples, augment: false);
                _answers = answered ? new DenseAnswers(spec.Network, threads, read) : null;
                using var drawn = _answers?.Draw(read, samples);
                var batch = drawn is null ? read : read with { Targets = drawn };
                if (drawn is null)
                    Check(_calibration, _calibrationReader);
                else
                    _replicas.First.Evaluate(batch, spec.Network.Loss);
                var room = new RowGroup(RowsAtOnce, Layout.Weights, Return);
                _groups.Push(room);
                _replicas.WarmUp(batch, spec.Network.Loss, _names, room.Row(0));
                if (spec.Output.Recalibrate == RecalibrationKind.BatchNorm)
                    _recalibration = new Recalibration(spec.Network, threads, _plan, _calibrationReader);
            }

            if (spec.Evaluation is { } evaluation)
            {
                _evaluation = Dataset.Open(evaluation.Data, evaluation.Targets);
                _evaluationReader = new BatchReader(_evaluation, Normalize(evaluation.Normalize));
                Check(_evaluation, _evaluationReader);
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The tensors to prune, in the network's order.</summary>
    public IReadOnlyList<NetworkTensor> Prunable { get; }

    /// <inheritdoc/>
    public WeightLayout Layout { get; }

    /// <inheritdoc/>
    public int Rows => _store?.Rows ?? _plan?.Rows ?? 0;

    /// <inheritdoc/>
    public int RowsAtOnce => RowsAtOnceFor(Layout.Weights);

    /// <inheritdoc/>
    public int Samples(SampleSet set) => (set == SampleSet.HeldOut ? _plan?.HoldoutSamples.Count : _evaluation?.Count) ?? 0;

    /// <inheritdoc/>
    public int Parts(SampleSet set) => (Samples(set) + MeasuredAtOnce - 1) / MeasuredAtOnce;

    /// <inheritdoc/>
    public int StatisticsParts => _recalibration?.Parts ?? 0;

    /// <summary>
    /// The network for all threads, as often again to recalibrate and for the dense network's answers, gradients for each thread, and two groups of rows, unless rows are made elsewhere. What
    /// passes through the layers is not counted.
    /// </summary>
    public long Bytes => (1 + (_recalibration is null ? 0 : 1) + (_answers is null ? 0 : 1)) * _replicas.BytesFor(Layout.Weights)
        + (_store is null ? GradientBytesFor(Layout.Weights, _threads.Count) : 0);

    /// <summary><see cref="Bytes"/> of a network that need not be there, with a copy for each thread.</summary>
    /// <param name="weights">Its prunable weights.</param>
    /// <param name="threads">Solver threads of the silo.</param>
    public static long BytesFor(long weights, int threads) => checked(threads * sizeof(float) * weights + GradientBytesFor(weights, threads));

    /// <inheritdoc/>
    public float[] ReadWeights(BlockCut cut)
    {
        using var user = _usage.Enter();
        var weights = new float[cut.Weights];
        _replicas.First.Read(cut.Id.Tensor, cut.First, weights);
        return weights;
    }

    /// <inheritdoc/>
    public void Write(string tensor, long first, ReadOnlySpan<float> weights)
    {
        using var user = _usage.Enter();
        _replicas.Write(tensor, first, weights);
        _recalibration?.Write(tensor, first, weights);
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The campaign has no calibration data.</exception>
    public async Task<IGradientRows> ComputeAsync(int stage, int first, int rows, CancellationToken cancellation)
    {
        if (_store is not null)
            return new StoredRows(_store, Layout, first, rows, _usage.Enter());
        if (_plan is null || _calibrationReader is null)
            throw new InvalidOperationException("The campaign has no calibration data.");
        var group = TakeGroup(first, rows);
        try
        {
            await _threads.RunAsync(rows, i => _replicas.Use(copy =>
            {
                cancellation.ThrowIfCancellationRequested();
                var samples = _plan.RowSamples(stage, first + i);
                using var batch = _calibrationReader.Read(samples, augment: true);
                using var drawn = _answers?.Draw(batch, samples);
                copy.Gradient(drawn is null ? batch : batch with { Targets = drawn }, _spec.Network.Loss, _names, group.Row(i));
                return i;
            }));
            return group;
        }
        catch
        {
            group.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The campaign has no such data.</exception>
    public async Task<Evaluation[]> EvaluateAsync(SampleSet set, int first, int count, bool recalibrated, CancellationToken cancellation)
    {
        var reader = (set == SampleSet.HeldOut ? _calibrationReader : _evaluationReader) ?? throw new InvalidOperationException($"The campaign has no {set} data.");
        var (all, parts) = (Samples(set), new Evaluation[count]);
        using var user = _usage.Enter();
        await _threads.RunAsync(count, i =>
        {
            cancellation.ThrowIfCancellationRequested();
            var start = (first + i) * MeasuredAtOnce;
            SampleRef[] samples = [.. Enumerable.Range(start, Math.Min(MeasuredAtOnce, all - start)).Select(index => Sample(set, index))];
            var answers = set == SampleSet.HeldOut ? _answers : null; // then measured as the rows are: the same changes, the same targets, undrawn
            using var batch = reader.Read(samples, augment: answers is not null);
            using var targets = answers?.Answer(batch);
            var asked = targets is null ? batch : batch with { Targets = targets };
            parts[i] = _replicas.Use(copy => With(copy, recalibrated, network => network.Evaluate(asked, _spec.Network.Loss)));
        });
        return parts;
    }

    /// <inheritdoc/>
    public async Task<BatchStatistics[]> TakeStatisticsAsync(int first, int count, CancellationToken cancellation)
    {
        using var user = _usage.Enter();
        return await Recalibrating.TakeAsync(first, count, cancellation);
    }

    /// <inheritdoc/>
    public void Recalibrate(float[] statistics) => Recalibrating.Keep(statistics);

    /// <inheritdoc/>
    public IReadOnlyList<LayerReport> Count()
    {
        using var user = _usage.Enter();
        return [.. Prunable.Select(tensor =>
        {
            var kept = 0L;
            _replicas.First.PassWeights(tensor, weights => kept += weights.Length - weights.Count(0f));
            return new LayerReport(tensor.Name, tensor.Elements, kept);
        })];
    }

    /// <inheritdoc/>
    public WrittenModel WriteModel(string folder, bool recalibrated)
    {
        using var user = _usage.Enter();
        return With(_replicas.First, recalibrated, network =>
            ModelWriter.Write(network, Prunable, _untouched, folder, _spec.Output.Formats, recalibrated ? network.Statistics : []));
    }

    /// <summary>Frees the network and closes the data, once nothing uses them any more.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
            _usage.Leave();
    }

    private int MeasuredAtOnce => _replicas.First.SamplesMeasuredAtOnce;

    private Recalibration Recalibrating => _recalibration ?? throw new InvalidOperationException("The campaign does not ask for recalibration.");

    private T With<T>(Network copy, bool recalibrated, Func<Network, T> use) => recalibrated ? Recalibrating.With(copy, use) : use(copy);

    private SampleRef Sample(SampleSet set, int index) => set == SampleSet.HeldOut ? _plan!.HoldoutSamples[index] : new SampleRef(index);

    /// <summary>Room for rows; its user is one of the network's until it gives the room back.</summary>
    private RowGroup TakeGroup(int first, int rows)
    {
        var user = _usage.Enter(); // until Return
        try
        {
            if (!_groups.TryPop(out var group))
                group = new RowGroup(RowsAtOnce, Layout.Weights, Return);
            group.Begin(first, rows);
            return group;
        }
        catch
        {
            user.Dispose();
            throw;
        }
    }

    private void Return(RowGroup group)
    {
        _groups.Push(group);
        _usage.Leave();
    }

    private void Free()
    {
        foreach (var group in _groups)
            group.Free();
        _replicas.Dispose();
        _recalibration?.Dispose();
        _answers?.Dispose();
        _store?.Dispose();
        _calibration?.Dispose();
        _evaluation?.Dispose();
    }

    private static long GradientBytesFor(long weights, int threads) => checked((threads + 2L * RowsAtOnceFor(weights)) * sizeof(float) * weights);

    private static int RowsAtOnceFor(long weights) => (int)Math.Clamp(MostRowBytes / (sizeof(float) * weights), 1, MostRowsAtOnce);

    private void Check(Dataset data, BatchReader reader)
    {
        using var batch = reader.Read([new SampleRef(0)], augment: false);
        if (_spec.Network.Loss == LossKind.CrossEntropy)
            data.CheckLabels(_replicas.First.Classes(batch));
        _replicas.First.Evaluate(batch, _spec.Network.Loss);
    }

    private static Normalization? Normalize(NormalizeSpec? spec) =>
        spec is null ? null : new Normalization([.. spec.Mean.Select(value => (float)value)], [.. spec.Std.Select(value => (float)value)]);

    private static Augmentation? Augment(IReadOnlyList<AugmentationStep> steps) =>
        steps.Count == 0 ? null : new Augmentation(steps.Contains(AugmentationStep.Crop), steps.Contains(AugmentationStep.Flip), steps.Contains(AugmentationStep.Mixup));
}
