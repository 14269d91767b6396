namespace Chita.Grains;

/// <summary>Who sent a message, or wanted to write, no longer owns the campaign: another activation of a later epoch does.</summary>
[GenerateSerializer, Alias("chita.StaleOwner")]
public sealed class StaleOwnerException : Exception
{
    /// <summary>Another one owns the campaign.</summary>
    public StaleOwnerException()
    {
    }

    /// <summary>Another one owns the campaign.</summary>
    /// <param name="message">What was refused.</param>
    public StaleOwnerException(string message) : base(message)
    {
    }

    /// <summary>Another one owns the campaign.</summary>
    /// <param name="message">What was refused.</param>
    /// <param name="innerException">By what.</param>
    public StaleOwnerException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
