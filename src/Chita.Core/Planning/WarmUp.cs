using System.Diagnostics;
using System.Runtime;

namespace Chita.Planning;

/// <summary>Does something until the runtime has made its best code of it: what is measured before is the compiler.</summary>
public static class WarmUp
{
    /// <summary>The code is as good as it gets when nothing has been compiled for so long ...</summary>
    private static readonly TimeSpan CompilerRest = TimeSpan.FromMilliseconds(1000);

    /// <summary>... and so long is waited for that at most.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    /// <summary>Does it again and again.</summary>
    /// <param name="round">What to do.</param>
    /// <param name="rounds">How often at least.</param>
    public static async Task RunAsync(Func<Task> round, int rounds)
    {
        ArgumentNullException.ThrowIfNull(round);
        var (began, compiled, last) = (Stopwatch.GetTimestamp(), 0L, Stopwatch.GetTimestamp());
        for (var i = 0; (i < rounds || Stopwatch.GetElapsedTime(last) < CompilerRest) && Stopwatch.GetElapsedTime(began) < Longest; i++)
        {
            if (JitInfo.GetCompiledMethodCount() != compiled)
                (compiled, last) = (JitInfo.GetCompiledMethodCount(), Stopwatch.GetTimestamp());
            await round();
        }
    }
}
