namespace Chita.Networks;

/// <summary>The sentence in libtorch's messages: they come with traces of the interpreter and of C++.</summary>
internal static class TorchMessage
{
    private const string NoReason = "libtorch gives no reason";

    public static string FirstLine(string message) => Lines(message).FirstOrDefault() ?? NoReason;

    /// <summary>Errors inside a TorchScript module end with the error itself.</summary>
    public static string LastLine(string message) => Lines(message).LastOrDefault() ?? NoReason;

    private static IEnumerable<string> Lines(string message) => message
        .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        .TakeWhile(line => !line.StartsWith("Exception raised from", StringComparison.Ordinal))
        .Select(line => line.Replace("RuntimeError: ", "", StringComparison.Ordinal));
}
