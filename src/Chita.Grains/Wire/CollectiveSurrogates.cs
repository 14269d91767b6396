using Chita.Collectives;

namespace Chita.Grains.Wire;

// Core knows nothing of Orleans: these say how its answers travel. Field numbers are a contract; never reuse one.

[GenerateSerializer, Immutable, Alias("chita.Moments")]
internal record struct MomentsSurrogate(
    [property: Id(1)] double SquaredNorm, [property: Id(2)] double GradientSquares, [property: Id(3)] WireVector<double> Product, [property: Id(4)] LayerSize[] Layers);

[RegisterConverter]
internal sealed class MomentsConverter : IConverter<Moments, MomentsSurrogate>
{
    public Moments ConvertFromSurrogate(in MomentsSurrogate s) => new(s.Layers, s.SquaredNorm, s.GradientSquares, s.Product.ToArray());

    public MomentsSurrogate ConvertToSurrogate(in Moments v) => new(v.SquaredNorm, v.GradientSquares, WireVector.Of(v.Product), v.Layers);
}

[GenerateSerializer, Immutable, Alias("chita.Histogram")]
internal record struct HistogramSurrogate([property: Id(1)] int Length, [property: Id(2)] WireVector<int> Digits, [property: Id(3)] WireVector<long> Counts);

[RegisterConverter]
internal sealed class HistogramConverter : IConverter<Histogram, HistogramSurrogate>
{
    public Histogram ConvertFromSurrogate(in HistogramSurrogate s) => new(s.Length, s.Digits.ToArray(), s.Counts.ToArray());

    public HistogramSurrogate ConvertToSurrogate(in Histogram v) => new(v.Length, WireVector.Of(v.Digits), WireVector.Of(v.Counts));
}

[GenerateSerializer, Immutable, Alias("chita.ScoreDigits")]
internal record struct ScoreDigitsSurrogate([property: Id(0)] int Level, [property: Id(1)] uint Prefix);

[RegisterConverter]
internal sealed class ScoreDigitsConverter : IConverter<ScoreDigits, ScoreDigitsSurrogate>
{
    public ScoreDigits ConvertFromSurrogate(in ScoreDigitsSurrogate s) => new(s.Level, s.Prefix);

    public ScoreDigitsSurrogate ConvertToSurrogate(in ScoreDigits v) => new(v.Level, v.Prefix);
}

[GenerateSerializer, Immutable, Alias("chita.RankQuery")]
internal record struct RankQuerySurrogate([property: Id(0)] WireVector<double> Steps, [property: Id(1)] ScoreDigits[] Digits);

[RegisterConverter]
internal sealed class RankQueryConverter : IConverter<RankQuery, RankQuerySurrogate>
{
    public RankQuery ConvertFromSurrogate(in RankQuerySurrogate s) => new(s.Steps.ToArray(), s.Digits);

    public RankQuerySurrogate ConvertToSurrogate(in RankQuery v) => new(WireVector.Of(v.Steps), v.Digits);
}

[GenerateSerializer, Immutable, Alias("chita.Cut")]
internal record struct CutSurrogate([property: Id(0)] uint Threshold, [property: Id(1)] long Ties, [property: Id(2)] long Total, [property: Id(3)] long Before);

[RegisterConverter]
internal sealed class CutConverter : IConverter<Cut, CutSurrogate>
{
    public Cut ConvertFromSurrogate(in CutSurrogate s) => new(s.Threshold, s.Ties, s.Total, s.Before);

    public CutSurrogate ConvertToSurrogate(in Cut v) => new(v.Threshold, v.Ties, v.Total, v.Before);
}

[GenerateSerializer, Immutable, Alias("chita.LineCuts")]
internal record struct LineCutsSurrogate([property: Id(0)] WireVector<double> Steps, [property: Id(1)] Cut[] Cuts);

[RegisterConverter]
internal sealed class LineCutsConverter : IConverter<LineCuts, LineCutsSurrogate>
{
    public LineCuts ConvertFromSurrogate(in LineCutsSurrogate s) => new(s.Steps.ToArray(), s.Cuts);

    public LineCutsSurrogate ConvertToSurrogate(in LineCuts v) => new(WireVector.Of(v.Steps), v.Cuts);
}

[GenerateSerializer, Immutable, Alias("chita.LineSums")]
internal record struct LineSumsSurrogate([property: Id(0)] WireVector<double> KeptScoreSquares);

[RegisterConverter]
internal sealed class LineSumsConverter : IConverter<LineSums, LineSumsSurrogate>
{
    public LineSums ConvertFromSurrogate(in LineSumsSurrogate s) => new(s.KeptScoreSquares.ToArray());

    public LineSumsSurrogate ConvertToSurrogate(in LineSums v) => new(WireVector.Of(v.KeptScoreSquares));
}

[GenerateSerializer, Immutable, Alias("chita.TieCounts")]
internal record struct TieCountsSurrogate([property: Id(0)] WireVector<long> Counts);

[RegisterConverter]
internal sealed class TieCountsConverter : IConverter<TieCounts, TieCountsSurrogate>
{
    public TieCounts ConvertFromSurrogate(in TieCountsSurrogate s) => new(s.Counts.ToArray());

    public TieCountsSurrogate ConvertToSurrogate(in TieCounts v) => new(WireVector.Of(v.Counts));
}

[GenerateSerializer, Immutable, Alias("chita.BorderColumns")]
internal record struct BorderColumnsSurrogate(
    [property: Id(0)] long Weights, [property: Id(1)] WireVector<long> Positions, [property: Id(2)] WireVector<byte> Selected,
    [property: Id(3)] WireVector<double> Scores, [property: Id(4)] WireVector<float> Columns);

[RegisterConverter]
internal sealed class BorderColumnsConverter : IConverter<BorderColumns, BorderColumnsSurrogate>
{
    public BorderColumns ConvertFromSurrogate(in BorderColumnsSurrogate s) =>
        new(s.Weights, s.Positions.ToArray(), s.Selected.ToArray(), s.Scores.ToArray(), s.Columns.ToArray());

    public BorderColumnsSurrogate ConvertToSurrogate(in BorderColumns v) =>
        new(v.Weights, WireVector.Of(v.Positions), WireVector.Of(v.Selected), WireVector.Of(v.Scores), WireVector.Of(v.Columns));
}

[GenerateSerializer, Immutable, Alias("chita.VectorSum")]
internal record struct VectorSumSurrogate([property: Id(0)] WireVector<double> Values);

[RegisterConverter]
internal sealed class VectorSumConverter : IConverter<VectorSum, VectorSumSurrogate>
{
    public VectorSum ConvertFromSurrogate(in VectorSumSurrogate s) => new(s.Values.ToArray());

    public VectorSumSurrogate ConvertToSurrogate(in VectorSum v) => new(WireVector.Of(v.Values));
}

[GenerateSerializer, Immutable, Alias("chita.SelectionSums")]
internal record struct SelectionSumsSurrogate(
    [property: Id(0)] long Kept, [property: Id(1)] double KeptScoreSquares, [property: Id(2)] double DroppedWeightSquares);

[RegisterConverter]
internal sealed class SelectionSumsConverter : IConverter<SelectionSums, SelectionSumsSurrogate>
{
    public SelectionSums ConvertFromSurrogate(in SelectionSumsSurrogate s) => new(s.Kept, s.KeptScoreSquares, s.DroppedWeightSquares);

    public SelectionSumsSurrogate ConvertToSurrogate(in SelectionSums v) => new(v.Kept, v.KeptScoreSquares, v.DroppedWeightSquares);
}

[GenerateSerializer, Immutable, Alias("chita.GramChange")]
internal record struct GramChangeSurrogate(
    [property: Id(0)] WireVector<double> Tiles, [property: Id(1)] WireVector<double> KeptProduct, [property: Id(2)] long Entered, [property: Id(3)] long Left);

[RegisterConverter]
internal sealed class GramChangeConverter : IConverter<GramChange, GramChangeSurrogate>
{
    public GramChange ConvertFromSurrogate(in GramChangeSurrogate s) => new(s.Tiles.ToArray(), s.KeptProduct.ToArray(), s.Entered, s.Left);

    public GramChangeSurrogate ConvertToSurrogate(in GramChange v) =>
        new(WireVector.Of(v.Tiles), WireVector.Of(v.KeptProduct), v.Entered, v.Left);
}

[GenerateSerializer, Immutable, Alias("chita.PointSums")]
internal record struct PointSumsSurrogate([property: Id(0)] WireVector<double> Product, [property: Id(1)] double DistanceSquares);

[RegisterConverter]
internal sealed class PointSumsConverter : IConverter<PointSums, PointSumsSurrogate>
{
    public PointSums ConvertFromSurrogate(in PointSumsSurrogate s) => new(s.Product.ToArray(), s.DistanceSquares);

    public PointSumsSurrogate ConvertToSurrogate(in PointSums v) => new(WireVector.Of(v.Product), v.DistanceSquares);
}

[GenerateSerializer, Immutable, Alias("chita.GradientSums")]
internal record struct GradientSumsSurrogate(
    [property: Id(0)] double DroppedMaximum, [property: Id(1)] double KeptSquares, [property: Id(2)] WireVector<double> KeptProduct);

[RegisterConverter]
internal sealed class GradientSumsConverter : IConverter<GradientSums, GradientSumsSurrogate>
{
    public GradientSums ConvertFromSurrogate(in GradientSumsSurrogate s) => new(s.DroppedMaximum, s.KeptSquares, s.KeptProduct.ToArray());

    public GradientSumsSurrogate ConvertToSurrogate(in GradientSums v) => new(v.DroppedMaximum, v.KeptSquares, WireVector.Of(v.KeptProduct));
}

[GenerateSerializer, Immutable, Alias("chita.DescentSums")]
internal record struct DescentSumsSurrogate([property: Id(0)] WireVector<double> Residual, [property: Id(1)] double Decrease);

[RegisterConverter]
internal sealed class DescentSumsConverter : IConverter<DescentSums, DescentSumsSurrogate>
{
    public DescentSums ConvertFromSurrogate(in DescentSumsSurrogate s) => new(s.Residual.ToArray(), s.Decrease);

    public DescentSumsSurrogate ConvertToSurrogate(in DescentSums v) => new(WireVector.Of(v.Residual), v.Decrease);
}

[GenerateSerializer, Immutable, Alias("chita.Smallest")]
internal record struct SmallestSurrogate([property: Id(0)] double Value);

[RegisterConverter]
internal sealed class SmallestConverter : IConverter<Smallest, SmallestSurrogate>
{
    public Smallest ConvertFromSurrogate(in SmallestSurrogate s) => new(s.Value);

    public SmallestSurrogate ConvertToSurrogate(in Smallest v) => new(v.Value);
}

[GenerateSerializer, Immutable, Alias("chita.CommitSums")]
internal record struct CommitSumsSurrogate([property: Id(0)] long Nonzero);

[RegisterConverter]
internal sealed class CommitSumsConverter : IConverter<CommitSums, CommitSumsSurrogate>
{
    public CommitSums ConvertFromSurrogate(in CommitSumsSurrogate s) => new(s.Nonzero);

    public CommitSumsSurrogate ConvertToSurrogate(in CommitSums v) => new(v.Nonzero);
}
