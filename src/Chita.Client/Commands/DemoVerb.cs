namespace Chita.Client.Commands;

/// <summary><c>chita demo</c>.</summary>
internal static class DemoVerb
{
    public static Task<int> RunAsync(string folder, RunSettings settings, CancellationToken cancellation) => throw new InvalidInputException(folder + settings + cancellation);
}
