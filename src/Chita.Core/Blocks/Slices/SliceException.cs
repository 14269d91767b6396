namespace Chita.Blocks.Slices;

/// <summary>A slice file is damaged, or of something else than is wanted. The message names the file and what differs. Nothing of it was used.</summary>
public sealed class SliceException : Exception
{
    /// <summary>Creates the exception.</summary>
    public SliceException(string message) : base(message) { }
}
