using System.Runtime.InteropServices;
using Chita.Blocks;
using Chita.Campaigns;
using Chita.Data;
using Chita.Networks;
using Chita.Numerics;

namespace Chita.Gradients;

/// <summary>
/// Everything of a campaign that needs the network and its data: opened, which checks that they fit together, then asked for rows of A
/// and for measurements, on the solver threads.
/// </summary>
public sealed class NetworkSession : IDisposable
{
    /// <summary>Samples of a measurement's batch. Fixed: the order of sums depends on it.</summary>
    private const int EvaluationBatch = 100;

    private readonly CampaignSpec _spec;
    private readonly SolverThreads _threads;
    private readonly NetworkReplicas _replicas;
    private readonly Dataset? _calibration;
    private readonly Dataset? _evaluation;
    private readonly BatchReader? _calibrationReader;
    private readonly BatchReader? _evaluationReader;
    private readonly CalibrationPlan? _plan;
    private readonly string[] _names; // of the tensors to prune, in order

    /// <summary>Loads and checks the network and data of a campaign.</summary>
    /// <param name="spec">The campaign.</param>
    /// <param name="threads">Where the network runs; one copy of it for each thread. Not owned.</param>
    /// <exception cref="InvalidInputException">The network or data cannot be used, or do not fit together.</exception>
    public NetworkSession(CampaignSpec spec, SolverThreads threads)
    {
        _spec = spec;
        _threads = threads;
        _replicas = new NetworkReplicas(spec.Network.Torchscript, threads.Count);
        try
        {
            Prunable = PrunableTensors.Select(_replicas.First, spec.Network);
            Layout = new WeightLayout([.. Prunable.Select(tensor => new TensorSize(tensor.Name, tensor.Shape))], spec.Execution.BlockSize);
            _names = [.. Prunable.Select(tensor => tensor.Name)];
            if (spec.Calibration is { } calibration)
            {
                _calibration = Dataset.Open(calibration.Data, calibration.Targets);
                _calibrationReader = new BatchReader(_calibration, Normalize(calibration.Normalize), Augment(calibration.Augment));
                _plan = new CalibrationPlan(
                    _calibration.Count, calibration.Samples, calibration.BatchSize, calibration.Holdout, calibration.Seed, calibration.Order);
                Check(_calibration, _calibrationReader);
                using var batch = _calibrationReader.Read(_plan.RowSamples(0, 0), augment: false);
                _replicas.WarmUp(batch, spec.Network.Loss, _names);
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

    /// <summary>n, the rows of A; 0 without calibration data.</summary>
    public int Rows => _plan?.Rows ?? 0;

    /// <summary>Samples that a measurement uses; 0 without evaluation data.</summary>
    public int EvaluationSamples => _evaluation?.Count ?? 0;

    /// <summary>How the prunable weights are cut into blocks.</summary>
    public WeightLayout Layout { get; }

    /// <summary>The network, to read its tensors from or to save it. Not while gradients or measurements run.</summary>
    public TorchScriptNetwork Network => _replicas.First;

    /// <summary>Copies the weights of one block out of the network.</summary>
    public float[] ReadWeights(BlockCut cut) =>
        MemoryMarshal.Cast<byte, float>(Network.Read(cut.Id.Tensor)).Slice((int)cut.First, cut.Weights).ToArray();

    /// <summary>Sets a prunable tensor's weights in all copies of the network.</summary>
    public void Write(string tensor, ReadOnlySpan<float> weights) => _replicas.Write(tensor, weights);

    /// <summary>Computes rows of A at the present weights: gradients of the mean loss of each row's batch.</summary>
    /// <param name="stage">The stage: it has its own batches.</param>
    /// <param name="first">The first row.</param>
    /// <param name="rows">The buffer for the rows' gradients; its <see cref="RowGroup.Rows"/> says how many.</param>
    /// <exception cref="InvalidOperationException">The campaign has no calibration data.</exception>
    public async Task ComputeRowsAsync(int stage, int first, RowGroup rows)
    {
        if (_plan is null || _calibrationReader is null)
            throw new InvalidOperationException("The campaign has no calibration data.");
        rows.First = first;
        await _threads.RunAsync(rows.Rows, i => _replicas.Use(copy =>
        {
            using var batch = _calibrationReader.Read(_plan.RowSamples(stage, first + i), augment: true);
            copy.Gradient(batch, _spec.Network.Loss, _names, rows.Row(i));
            return i;
        }));
    }

    /// <summary>Measures the network, as its weights are now, on the evaluation data.</summary>
    /// <param name="progress">Told the samples done so far, on solver threads.</param>
    /// <param name="cancellation">Ends the measurement between batches.</param>
    /// <exception cref="InvalidOperationException">The campaign has no evaluation data.</exception>
    public async Task<Evaluation> EvaluateAsync(Action<int>? progress, CancellationToken cancellation)
    {
        var reader = _evaluationReader ?? throw new InvalidOperationException("The campaign has no evaluation data.");
        var batches = new Evaluation[(EvaluationSamples + EvaluationBatch - 1) / EvaluationBatch];
        await _threads.RunAsync(batches.Length, i =>
        {
            cancellation.ThrowIfCancellationRequested();
            var samples = Enumerable.Range(i * EvaluationBatch, Math.Min(EvaluationBatch, EvaluationSamples - i * EvaluationBatch));
            using var batch = reader.Read([.. samples.Select(index => new SampleRef(index))], augment: false);
            batches[i] = _replicas.Use(copy => copy.Evaluate(batch, _spec.Network.Loss));
            progress?.Invoke(batch.Samples);
        });
        return new Evaluation(batches.Sum(part => part.Targets), batches.Sum(part => part.Correct), batches.Sum(part => part.TotalLoss));
    }

    /// <summary>Frees the network and closes the data.</summary>
    public void Dispose()
    {
        _replicas.Dispose();
        _calibration?.Dispose();
        _evaluation?.Dispose();
    }

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
        steps.Count == 0 ? null : new Augmentation(steps.Contains(AugmentationStep.Crop), steps.Contains(AugmentationStep.Flip));
}
