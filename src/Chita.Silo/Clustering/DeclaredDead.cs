namespace Chita.Silo.Clustering;

/// <summary>
/// Ends the process when the silo cannot go on, as when the others have declared it dead: its grains live elsewhere by then, and only a new
/// process can join again. A supervisor sees the exit code and starts one.
/// </summary>
internal sealed class DeclaredDead : IFatalErrorHandler
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    public bool IsUnexpected(Exception exception) => exception is not (OperationCanceledException or ThreadInterruptedException);

    public void OnFatalException(object? sender, string? context, Exception? exception)
    {
        Console.Error.WriteLine($"chita-silo: this silo cannot go on and exits, so that its supervisor starts it again: {Line(context)}{Line(exception?.Message)}");

        // Leaving may wait for threads that are at work; nothing of theirs is of use any more.
        new Thread(() =>
        {
            Thread.Sleep(Patience);
            Environment.FailFast(null);
        })
        { IsBackground = true }.Start();
        Environment.Exit(SiloProgram.Failed);
    }

    private static string Line(string? text) => text is null ? "" : text.ReplaceLineEndings(" ").Trim() + " ";
}
