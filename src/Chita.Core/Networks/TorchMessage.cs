namespace Chita.Networks;

/// <summary>The sentence in libtorch's messages: they come with traces of the interpreter and of C++.</summary>
internal static class TorchMessage
{
    public static string FirstLine(Exception failure) => Lines(failure).FirstOrDefault() ?? failure.GetType().Name;

    /// <summary>Errors inside a TorchScript module end with the error itself.</summary>
    public static string LastLine(Exception failure) => Lines(failure).LastOrDefault() ?? failure.GetType().Name;

    private static IEnumerable<string> Lines(Exception failure) => failure.Message
        .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        .TakeWhile(line => !line.StartsWith("Exception raised from", StringComparison.Ordinal))
        .Select(line => line.Replace("RuntimeError: ", "", StringComparison.Ordinal));
}
