using Chita.Numerics;

namespace Chita.Data;

/// <summary>A sample at its place in a run.</summary>
/// <param name="Index">Its number in the dataset.</param>
/// <param name="Random">The randomness of this place (seed, stage, running position), for augmentation; unused without.</param>
public readonly record struct SampleRef(int Index, CounterRandom Random = default);
