namespace Chita.Silo;

/// <summary>A silo cannot start, or cannot go on, for a reason outside of it; the message is for the user.</summary>
public sealed class SiloStartException : Exception
{
    /// <summary>Says why.</summary>
    public SiloStartException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
