namespace Chita.Campaigns;

/// <summary>How the weights to keep are chosen (<c>algorithm.md §2 and §4</c>).</summary>
public enum PruningMethod
{
    /// <summary><c>chita</c>: dual Newton, with a certificate of how far from the best choice it can be.</summary>
    Chita,

    /// <summary><c>bso</c>: the paper's one-shot method, iterative hard thresholding and then backsolve.</summary>
    Bso,

    /// <summary><c>magnitude</c>: the largest weights stay, and stay as they are.</summary>
    Magnitude,
}
