using System.Diagnostics;
using System.Runtime;

namespace Chita.Planning;

/// <summary>Does something until the runtime has made its best code of it: what is measured before is the compiler.</summary>
public static class WarmUp
{
    /// <summary>The code is as good as it gets when in so long ...</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(1);

    /// <summary>... hardly more than this many methods have been compiled: something far off always is.</summary>
    private const int Few = 30;

    /// <summary>So long is waited for that at most. The runtime puts its best code off while methods are new: warm one thing up after the other.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    /// <summary>Does it again and again.</summary>
    /// <param name="round">What to do; a few milliseconds or less.</param>
    public static async Task RunAsync(Func<Task> round)
    {
        ArgumentNullException.ThrowIfNull(round);
        var (began, compiled, since) = (Stopwatch.GetTimestamp(), JitInfo.GetCompiledMethodCount(), Stopwatch.GetTimestamp());
        while (Stopwatch.GetElapsedTime(since) < Rest && Stopwatch.GetElapsedTime(began) < Longest)
        {
            await round();
            if (JitInfo.GetCompiledMethodCount() > compiled + Few)
                (compiled, since) = (JitInfo.GetCompiledMethodCount(), Stopwatch.GetTimestamp());
        }
    }
}
