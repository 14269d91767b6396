using Chita.Collectives;
using Orleans.Serialization.Cloning;

namespace Chita.Grains.Wire;

/// <summary>Questions and answers never change once they are made, so inside a silo a copy is the thing itself.</summary>
internal abstract class SharedCopier<T> : IDeepCopier<T> where T : class
{
    public T? DeepCopy(T? input, CopyContext context) => input;
}

[RegisterCopier]
internal sealed class HistogramCopier : SharedCopier<Histogram>;

[RegisterCopier]
internal sealed class RankQueryCopier : SharedCopier<RankQuery>;
