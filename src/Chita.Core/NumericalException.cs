namespace Chita;

/// <summary>
/// Numbers went wrong while running: a gradient that is not finite, a matrix that lost positive definiteness.
/// The message names the layer or block and what can be changed. Ends a command with exit code 2.
/// </summary>
public sealed class NumericalException : Exception
{
    /// <summary>Creates the exception with the message the user will read.</summary>
    public NumericalException(string message) : base(message) { }

    /// <summary>Creates the exception with the message the user will read and what lies beneath (shown with <c>--verbose</c>).</summary>
    public NumericalException(string message, Exception? innerException) : base(message, innerException) { }
}
