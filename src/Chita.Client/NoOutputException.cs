namespace Chita.Client;

/// <summary>There is a campaign, but no output of it to fetch; the message is for the user.</summary>
public sealed class NoOutputException : Exception
{
    /// <summary>Says why there is none.</summary>
    public NoOutputException(string message) : base(message)
    {
    }
}
