namespace Chita.Pruning.Tuning;

/// <summary>λ and α of the quadratic model (algorithm.md §1).</summary>
/// <param name="Ridge">λ.</param>
/// <param name="FirstOrder">α.</param>
public readonly record struct ModelNumbers(double Ridge, double FirstOrder);

/// <summary>Numbers that were tried.</summary>
/// <param name="Numbers">λ and α.</param>
/// <param name="Loss">The mean loss of the network that they led to on held-out samples; infinite where they led to none.</param>
public readonly record struct Trial(ModelNumbers Numbers, double Loss);
