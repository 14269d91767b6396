using Chita.Grains.Coordination;
using Chita.Grains.Gradients;
using Chita.Grains.Tree;

namespace Chita.Grains.Tests.Campaigns;

/// <summary>A network that loses some answers between silos: whoever asked is told that none came in time, while the work may still be under way.</summary>
internal sealed class LostMessages : IOutgoingGrainCallFilter
{
    private static readonly TimeSpan InTime = TimeSpan.FromMilliseconds(5);

    private static readonly HashSet<string> Spared = // each has an answer to loss of its own, or is not waited for
        [nameof(INodeGrain.Close), nameof(IBlockGrain.Move), nameof(ICoordinatorGrain.GetProgress)];

    private int _calls; // from any thread, interlocked
    private int _tiles; // the same
    private int _lost;  // the same

    /// <summary>How many there were.</summary>
    public int Count => _lost;

    public async Task Invoke(IOutgoingGrainCallContext context)
    {
        var answer = context.Invoke();
        if (!IsLost(context))
        {
            await answer;
            return;
        }

        Interlocked.Increment(ref _lost);
        answer.Ignore();
        await Task.WhenAny(answer, Task.Delay(InTime));
        throw new TimeoutException("The answer was lost.");
    }

    private bool IsLost(IOutgoingGrainCallContext context) => context.MethodName switch
    {
        nameof(IBlockGrain.WriteTile) => Interlocked.Increment(ref _tiles) % 50 == 0, // a lost tile costs its piece of rows
        var name when Spared.Contains(name) => false,
        _ => (typeof(INodeGrain).IsAssignableFrom(context.InterfaceMethod.DeclaringType)
            || context.InterfaceMethod.DeclaringType == typeof(ICoordinatorGrain)
            || context.InterfaceMethod.DeclaringType == typeof(IGradientGrain)) && Interlocked.Increment(ref _calls) % 5 == 1,
    };
}
