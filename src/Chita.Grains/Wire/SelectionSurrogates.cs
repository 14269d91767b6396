using Chita.Collectives;
using Chita.Collectives.Patterns;
using Chita.Selection;

namespace Chita.Grains.Wire;

// As in CollectiveSurrogates: selection rules, and what they make of layers. A rule or pattern travels as what it is: each has its own alias.

[GenerateSerializer, Immutable, Alias("chita.Unstructured")]
internal record struct UnstructuredSurrogate([property: Id(0)] long Kept);

[RegisterConverter]
internal sealed class UnstructuredConverter : IConverter<Unstructured, UnstructuredSurrogate>
{
    public Unstructured ConvertFromSurrogate(in UnstructuredSurrogate s) => new(s.Kept);

    public UnstructuredSurrogate ConvertToSurrogate(in Unstructured v) => new(v.Kept);
}

[GenerateSerializer, Immutable, Alias("chita.PerLayer")]
internal record struct PerLayerSurrogate([property: Id(0)] WireVector<long> Kept);

[RegisterConverter]
internal sealed class PerLayerConverter : IConverter<PerLayer, PerLayerSurrogate>
{
    public PerLayer ConvertFromSurrogate(in PerLayerSurrogate s) => new(s.Kept.ToArray());

    public PerLayerSurrogate ConvertToSurrogate(in PerLayer v) => new(WireVector.Of(v.Kept));
}

[GenerateSerializer, Immutable, Alias("chita.Bounded")]
internal record struct BoundedSurrogate([property: Id(0)] long Kept, [property: Id(1)] WireVector<long> Floors, [property: Id(2)] WireVector<long> Caps);

[RegisterConverter]
internal sealed class BoundedConverter : IConverter<Bounded, BoundedSurrogate>
{
    public Bounded ConvertFromSurrogate(in BoundedSurrogate s) => new(s.Kept, s.Floors.ToArray(), s.Caps.ToArray());

    public BoundedSurrogate ConvertToSurrogate(in Bounded v) => new(v.Kept, WireVector.Of(v.Floors), WireVector.Of(v.Caps));
}

[GenerateSerializer, Immutable, Alias("chita.NofM")]
internal record struct NofMSurrogate([property: Id(0)] int N, [property: Id(1)] int M);

[RegisterConverter]
internal sealed class NofMConverter : IConverter<NofM, NofMSurrogate>
{
    public NofM ConvertFromSurrogate(in NofMSurrogate s) => new(s.N, s.M);

    public NofMSurrogate ConvertToSurrogate(in NofM v) => new(v.N, v.M);
}

[GenerateSerializer, Immutable, Alias("chita.WholeRows")]
internal record struct WholeRowsSurrogate([property: Id(0)] long Kept, [property: Id(1)] int Together, [property: Id(2)] WireVector<long>? Floors);

[RegisterConverter]
internal sealed class WholeRowsConverter : IConverter<WholeRows, WholeRowsSurrogate>
{
    public WholeRows ConvertFromSurrogate(in WholeRowsSurrogate s) => new(s.Kept, s.Together, s.Floors?.ToArray());

    public WholeRowsSurrogate ConvertToSurrogate(in WholeRows v) => new(v.Kept, v.Together, v.Floors is { } floors ? WireVector.Of(floors) : null);
}

[GenerateSerializer, Immutable, Alias("chita.LayerSize")]
internal record struct LayerSizeSurrogate([property: Id(0)] string Name, [property: Id(1)] long Weights, [property: Id(2)] BlockPattern Pattern, [property: Id(3)] long Selected);

[RegisterConverter]
internal sealed class LayerSizeConverter : IConverter<LayerSize, LayerSizeSurrogate>
{
    public LayerSize ConvertFromSurrogate(in LayerSizeSurrogate s) => new(s.Name, s.Weights, s.Pattern, s.Selected);

    public LayerSizeSurrogate ConvertToSurrogate(in LayerSize v) => new(v.Name, v.Weights, v.Pattern, v.Selected);
}

[GenerateSerializer, Immutable, Alias("chita.LayerSizes")]
internal record struct LayerSizesSurrogate([property: Id(0)] LayerSize[] Layers);

[RegisterConverter]
internal sealed class LayerSizesConverter : IConverter<LayerSizes, LayerSizesSurrogate>
{
    public LayerSizes ConvertFromSurrogate(in LayerSizesSurrogate s) => new(s.Layers);

    public LayerSizesSurrogate ConvertToSurrogate(in LayerSizes v) => new(v.Layers);
}

[GenerateSerializer, Immutable, Alias("chita.NoPattern")]
internal record struct NoPatternSurrogate;

[RegisterConverter]
internal sealed class NoPatternConverter : IConverter<NoPattern, NoPatternSurrogate>
{
    public NoPattern ConvertFromSurrogate(in NoPatternSurrogate s) => new();

    public NoPatternSurrogate ConvertToSurrogate(in NoPattern v) => default;
}

[GenerateSerializer, Immutable, Alias("chita.LargestOfEach")]
internal record struct LargestOfEachSurrogate([property: Id(0)] int Kept, [property: Id(1)] int Of, [property: Id(2)] int Stride);

[RegisterConverter]
internal sealed class LargestOfEachConverter : IConverter<LargestOfEach, LargestOfEachSurrogate>
{
    public LargestOfEach ConvertFromSurrogate(in LargestOfEachSurrogate s) => new(s.Kept, s.Of, s.Stride);

    public LargestOfEachSurrogate ConvertToSurrogate(in LargestOfEach v) => new(v.Kept, v.Of, v.Stride);
}

[GenerateSerializer, Immutable, Alias("chita.WholeGroups")]
internal record struct WholeGroupsSurrogate([property: Id(0)] int Rows, [property: Id(1)] int RowSize);

[RegisterConverter]
internal sealed class WholeGroupsConverter : IConverter<WholeGroups, WholeGroupsSurrogate>
{
    public WholeGroups ConvertFromSurrogate(in WholeGroupsSurrogate s) => new(s.Rows, s.RowSize);

    public WholeGroupsSurrogate ConvertToSurrogate(in WholeGroups v) => new(v.Rows, v.RowSize);
}

[GenerateSerializer, Immutable, Alias("chita.Priced")]
internal record struct PricedSurrogate(
    [property: Id(0)] long Kept, [property: Id(1)] WireVector<double> Prices, [property: Id(2)] double Budget, [property: Id(3)] WireVector<long> Floors,
    [property: Id(4)] WireVector<long> Caps);

[RegisterConverter]
internal sealed class PricedConverter : IConverter<Priced, PricedSurrogate>
{
    public Priced ConvertFromSurrogate(in PricedSurrogate s) => new(s.Kept, s.Prices.ToArray(), s.Budget, s.Floors.ToArray(), s.Caps.ToArray());

    public PricedSurrogate ConvertToSurrogate(in Priced v) => new(v.Kept, WireVector.Of(v.Prices), v.Budget, WireVector.Of(v.Floors), WireVector.Of(v.Caps));
}
