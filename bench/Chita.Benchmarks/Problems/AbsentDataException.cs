namespace Chita.Benchmarks.Problems;

/// <summary>A problem needs a file that is not here: it is skipped, and the message says why.</summary>
internal sealed class AbsentDataException(string message) : Exception(message);
