namespace Chita;

/// <summary>
/// What a user gave cannot be used: a file, a key, a number. The message is for that user and complete by itself:
/// it names the file, line, key or tensor, and says what would be right. Ends a command with exit code 3.
/// </summary>
public sealed class InvalidInputException : Exception
{
    /// <summary>Creates the exception with the message the user will read.</summary>
    public InvalidInputException(string message) : base(message) { }

    /// <summary>Creates the exception with the message the user will read and what lies beneath (shown with <c>--verbose</c>).</summary>
    public InvalidInputException(string message, Exception? innerException) : base(message, innerException) { }
}
