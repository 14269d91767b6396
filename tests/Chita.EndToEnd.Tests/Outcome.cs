namespace Chita.EndToEnd.Tests;

/// <summary>How a process ended.</summary>
internal sealed record Outcome(int ExitCode, string Output, string Errors);
