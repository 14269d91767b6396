using Chita.Client;

namespace Chita.Benchmarks.Commands;

/// <summary>Turns what a user can cause into one message and an exit code; anything else is a bug and keeps its stack.</summary>
internal static class Guard
{
    public static async Task<int> RunAsync(Func<Task> mode)
    {
        try
        {
            await mode();
            return ExitCodes.Done;
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync("Chita.Benchmarks: interrupted; nothing was written.");
            return ExitCodes.Interrupted;
        }
        catch (InvalidInputException failure)
        {
            await Console.Error.WriteLineAsync($"Chita.Benchmarks: {failure.Message}");
            return ExitCodes.InvalidInput;
        }
    }
}
