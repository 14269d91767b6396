namespace Chita.Client;

/// <summary>How <c>chita</c> tells a script what happened.</summary>
internal static class ExitCodes
{
    public const int Done = 0;
    public const int Failed = 1;
    public const int Missed = 2;        // verification, quality gate, or numbers gone wrong
    public const int InvalidInput = 3;
    public const int NotFound = 4;
    public const int Stopped = 75;      // with a checkpoint: run again, as sysexits' EX_TEMPFAIL says
    public const int Interrupted = 130; // 128 + SIGINT, as shells do
}
