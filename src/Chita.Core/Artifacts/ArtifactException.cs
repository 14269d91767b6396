namespace Chita.Artifacts;

/// <summary>An object of an artifact store, or a list of them, is missing or damaged. The message names it, and is for the user.</summary>
public sealed class ArtifactException : Exception
{
    /// <summary>Creates the exception with the message the user will read.</summary>
    public ArtifactException(string message) : base(message) { }

    /// <summary>Creates the exception with the message the user will read and what lies beneath.</summary>
    public ArtifactException(string message, Exception? innerException) : base(message, innerException) { }

    internal static ArtifactException Missing(string digest, string store) =>
        new($"{digest} is not in {store}; expected an object that was put there, and published before it was collected");

    internal static ArtifactException Damaged(string digest, string store, string actual) =>
        new($"{digest} in {store} is damaged: its bytes have the digest {actual}; remove it, and put the content there again");
}
