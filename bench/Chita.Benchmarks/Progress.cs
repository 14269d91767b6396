namespace Chita.Benchmarks;

/// <summary>Says on standard error what is going on: a benchmark is silent for minutes otherwise. Never while a clock runs.</summary>
internal static class Progress
{
    public static void Tell(string line) => Console.Error.WriteLine(line);
}
