namespace Chita.Client;

/// <summary>No silo of a cluster answers; the message is for the user.</summary>
public sealed class ClusterUnreachableException : Exception
{
    /// <summary>Says where silos were looked for.</summary>
    public ClusterUnreachableException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
