namespace Chita.Grains;

/// <summary>The user named something that the cluster does not have. Ends a command with exit code 4.</summary>
[GenerateSerializer, Alias("chita.UnknownName")]
public sealed class UnknownNameException : Exception
{
    /// <summary>There is nothing of that name.</summary>
    public UnknownNameException()
    {
    }

    /// <summary>There is nothing of that name.</summary>
    /// <param name="message">What is not there, for the user.</param>
    public UnknownNameException(string message) : base(message)
    {
    }

    /// <summary>There is nothing of that name.</summary>
    /// <param name="message">What is not there, for the user.</param>
    /// <param name="innerException">How it was noticed.</param>
    public UnknownNameException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
