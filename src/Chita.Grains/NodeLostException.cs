namespace Chita.Grains;

/// <summary>
/// A node of the tree of collectives does not hold what it should: it was activated anew, its silo having died or stopped. The campaign opens
/// the tree again and goes on from its last checkpoint.
/// </summary>
[GenerateSerializer, Alias("chita.NodeLost")]
public sealed class NodeLostException : Exception
{
    /// <summary>Something was lost.</summary>
    public NodeLostException()
    {
    }

    /// <summary>Something was lost.</summary>
    /// <param name="message">What.</param>
    public NodeLostException(string message) : base(message)
    {
    }

    /// <summary>Something was lost.</summary>
    /// <param name="message">What.</param>
    /// <param name="innerException">By what.</param>
    public NodeLostException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
