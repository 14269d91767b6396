namespace Chita.Campaigns;

/// <summary>How the weights to keep are chosen (<c>algorithm.md §2 and §4</c>).</summary>
public enum PruningMethod
{
    /// <summary><c>chita</c>: dual Newton, with a certificate of how far from the best choice it can be.</summary>
    Chita,

    /// <summary><c>iht</c>: the paper's iterative hard thresholding alone.</summary>
    Iht,

    /// <summary><c>cd</c>: the paper's coordinate descent on the support that thresholding finds.</summary>
    Cd,

    /// <summary><c>bso</c>: the paper's one-shot method, iterative hard thresholding and then backsolve.</summary>
    Bso,

    /// <summary><c>block-bso</c>: the paper's block approximation, a backsolve of each 500 weights alone.</summary>
    BlockBso,

    /// <summary><c>magnitude</c>: the largest weights stay, and stay as they are.</summary>
    Magnitude,
}
