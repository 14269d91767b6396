using Chita.Networks;
using Chita.Output;
using Chita.Pruning;
using Chita.Reports;
using Chita.Selection;

namespace Chita.Grains.Wire;

// As in CollectiveSurrogates: what Core's problems and results look like on their way.

[GenerateSerializer, Immutable, Alias("chita.PruningProblem")]
internal record struct PruningProblemSurrogate(
    [property: Id(1)] int Rows, [property: Id(2)] double Ridge, [property: Id(3)] double FirstOrder,
    [property: Id(4)] double Tolerance, [property: Id(5)] int MaxIterations,
    [property: Id(6)] ISelectionRule Rule);

[RegisterConverter]
internal sealed class PruningProblemConverter : IConverter<PruningProblem, PruningProblemSurrogate>
{
    public PruningProblem ConvertFromSurrogate(in PruningProblemSurrogate s) => new()
    {
        Rule = s.Rule, Rows = s.Rows, Ridge = s.Ridge, FirstOrder = s.FirstOrder, Tolerance = s.Tolerance, MaxIterations = s.MaxIterations,
    };

    public PruningProblemSurrogate ConvertToSurrogate(in PruningProblem v) =>
        new(v.Rows, v.Ridge, v.FirstOrder, v.Tolerance, v.MaxIterations, v.Rule);
}

[GenerateSerializer, Immutable, Alias("chita.Certificate")]
internal record struct CertificateSurrogate([property: Id(0)] double Objective, [property: Id(1)] double? LowerBound, [property: Id(2)] double? Gap);

[RegisterConverter]
internal sealed class CertificateConverter : IConverter<Certificate, CertificateSurrogate>
{
    public Certificate ConvertFromSurrogate(in CertificateSurrogate s) => new(s.Objective, s.LowerBound, s.Gap);

    public CertificateSurrogate ConvertToSurrogate(in Certificate v) => new(v.Objective, v.LowerBound, v.Gap);
}

[GenerateSerializer, Immutable, Alias("chita.ScoredDual")]
internal record struct ScoredDualSurrogate(
    [property: Id(0)] double Mu, [property: Id(1)] double Offset, [property: Id(2)] double Constant, [property: Id(3)] double ScoreError);

[RegisterConverter]
internal sealed class ScoredDualConverter : IConverter<ScoredDual, ScoredDualSurrogate>
{
    public ScoredDual ConvertFromSurrogate(in ScoredDualSurrogate s) => new(s.Mu, s.Offset, s.Constant, s.ScoreError);

    public ScoredDualSurrogate ConvertToSurrogate(in ScoredDual v) => new(v.Mu, v.Offset, v.Constant, v.ScoreError);
}

[GenerateSerializer, Immutable, Alias("chita.SolveResult")]
internal record struct SolveResultSurrogate([property: Id(0)] Certificate? Certificate, [property: Id(1)] int Iterations, [property: Id(2)] long Nonzero);

[RegisterConverter]
internal sealed class SolveResultConverter : IConverter<SolveResult, SolveResultSurrogate>
{
    public SolveResult ConvertFromSurrogate(in SolveResultSurrogate s) => new(s.Certificate, s.Iterations, s.Nonzero);

    public SolveResultSurrogate ConvertToSurrogate(in SolveResult v) => new(v.Certificate, v.Iterations, v.Nonzero);
}

[GenerateSerializer, Immutable, Alias("chita.SolveProgress")]
internal record struct SolveProgressSurrogate([property: Id(0)] int Iteration, [property: Id(1)] Certificate Best);

[RegisterConverter]
internal sealed class SolveProgressConverter : IConverter<SolveProgress, SolveProgressSurrogate>
{
    public SolveProgress ConvertFromSurrogate(in SolveProgressSurrogate s) => new(s.Iteration, s.Best);

    public SolveProgressSurrogate ConvertToSurrogate(in SolveProgress v) => new(v.Iteration, v.Best);
}

[GenerateSerializer, Immutable, Alias("chita.LayerReport")]
internal record struct LayerReportSurrogate([property: Id(0)] string Name, [property: Id(1)] long Weights, [property: Id(2)] long Kept);

[RegisterConverter]
internal sealed class LayerReportConverter : IConverter<LayerReport, LayerReportSurrogate>
{
    public LayerReport ConvertFromSurrogate(in LayerReportSurrogate s) => new(s.Name, s.Weights, s.Kept);

    public LayerReportSurrogate ConvertToSurrogate(in LayerReport v) => new(v.Name, v.Weights, v.Kept);
}

[GenerateSerializer, Immutable, Alias("chita.TensorRecord")]
internal record struct TensorRecordSurrogate(
    [property: Id(0)] string Name, [property: Id(1)] string Type, [property: Id(2)] IReadOnlyList<long> Shape, [property: Id(3)] long? Kept,
    [property: Id(4)] string Digest, [property: Id(5)] string? ParentDigest);

[RegisterConverter]
internal sealed class TensorRecordConverter : IConverter<TensorRecord, TensorRecordSurrogate>
{
    public TensorRecord ConvertFromSurrogate(in TensorRecordSurrogate s) => new(s.Name, s.Type, s.Shape, s.Kept, s.Digest, s.ParentDigest);

    public TensorRecordSurrogate ConvertToSurrogate(in TensorRecord v) => new(v.Name, v.Type, v.Shape, v.Kept, v.Digest, v.ParentDigest);
}

[GenerateSerializer, Immutable, Alias("chita.WrittenModel")]
internal record struct WrittenModelSurrogate(
    [property: Id(0)] IReadOnlyList<LayerReport> Layers, [property: Id(1)] string Digest, [property: Id(2)] IReadOnlyList<TensorRecord> Tensors,
    [property: Id(3)] long CompressedBytes);

[RegisterConverter]
internal sealed class WrittenModelConverter : IConverter<WrittenModel, WrittenModelSurrogate>
{
    public WrittenModel ConvertFromSurrogate(in WrittenModelSurrogate s) => new(s.Layers, s.Digest, s.Tensors, s.CompressedBytes);

    public WrittenModelSurrogate ConvertToSurrogate(in WrittenModel v) => new(v.Layers, v.Digest, v.Tensors, v.CompressedBytes);
}

[GenerateSerializer, Immutable, Alias("chita.BatchStatistics")]
internal record struct BatchStatisticsSurrogate([property: Id(0)] int Samples, [property: Id(1)] WireVector<float> Values);

[RegisterConverter]
internal sealed class BatchStatisticsConverter : IConverter<BatchStatistics, BatchStatisticsSurrogate>
{
    public BatchStatistics ConvertFromSurrogate(in BatchStatisticsSurrogate s) => new(s.Samples, s.Values.Values);

    public BatchStatisticsSurrogate ConvertToSurrogate(in BatchStatistics v) => new(v.Samples, new WireVector<float>(v.Values));
}

[GenerateSerializer, Immutable, Alias("chita.Evaluation")]
internal record struct EvaluationSurrogate([property: Id(0)] long Targets, [property: Id(1)] long Correct, [property: Id(2)] double TotalLoss);

[RegisterConverter]
internal sealed class EvaluationConverter : IConverter<Evaluation, EvaluationSurrogate>
{
    public Evaluation ConvertFromSurrogate(in EvaluationSurrogate s) => new(s.Targets, s.Correct, s.TotalLoss);

    public EvaluationSurrogate ConvertToSurrogate(in Evaluation v) => new(v.Targets, v.Correct, v.TotalLoss);
}
