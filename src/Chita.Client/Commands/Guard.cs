using Chita.Artifacts;
using Chita.Grains;
using Chita.Grains.Campaigns;

namespace Chita.Client.Commands;

/// <summary>Turns whatever ends a verb into one message on standard error and an exit code. Stack traces only with <c>--verbose</c>.</summary>
internal static class Guard
{
    public static async Task<int> RunAsync(bool verbose, Func<Task<int>> verb)
    {
        try
        {
            return await verb();
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync("chita: interrupted; nothing was left behind.");
            return ExitCodes.Interrupted;
        }
        catch (Exception failure) when (failure is ClusterUnreachableException or NoOutputException or ArtifactException)
        {
            return await TellAsync(failure.Message, verbose ? failure.ToString() : "", ExitCodes.Failed);
        }
        catch (CampaignPausedException paused)
        {
            return await TellAsync(paused.Message, "", ExitCodes.Stopped);
        }
        catch (CampaignFailedException failed)
        {
            var failure = failed.Failure;
            return await TellAsync(failure.Message, verbose ? failure.Detail : null, failure.Kind switch
            {
                FailureKind.Input => ExitCodes.InvalidInput,
                FailureKind.Numbers => ExitCodes.Missed,
                _ => ExitCodes.Failed,
            });
        }
        catch (InvalidInputException failure)
        {
            return await TellAsync(failure.Message, verbose ? failure.ToString() : null, ExitCodes.InvalidInput);
        }
        catch (UnknownNameException failure)
        {
            return await TellAsync(failure.Message, verbose ? failure.ToString() : null, ExitCodes.NotFound);
        }
        catch (NumericalException failure)
        {
            return await TellAsync(failure.Message, verbose ? failure.ToString() : null, ExitCodes.Missed);
        }
        catch (Exception failure)
        {
            return await TellAsync(failure.Message, verbose ? failure.ToString() : null, ExitCodes.Failed);
        }
    }

    private static async Task<int> TellAsync(string message, string? detail, int exitCode)
    {
        var hint = exitCode == ExitCodes.Failed && detail is null ? " (an error in chita; --verbose shows where)" : "";
        foreach (var line in message.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            await Console.Error.WriteLineAsync($"chita: {line}{hint}");
        if (!string.IsNullOrEmpty(detail))
            await Console.Error.WriteLineAsync(detail);
        return exitCode;
    }
}
