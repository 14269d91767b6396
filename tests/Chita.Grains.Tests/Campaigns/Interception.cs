namespace Chita.Grains.Tests.Campaigns;

/// <summary>Something that happens to messages on their way out of a silo: they wait, or are lost.</summary>
/// <param name="on">Whose messages, by the interface.</param>
/// <param name="method">Which.</param>
/// <param name="act">What happens before each is sent; it sees the first argument, if there is one.</param>
internal sealed class Interception(Type on, string method, Func<object?, Task> act) : IOutgoingGrainCallFilter
{
    public async Task Invoke(IOutgoingGrainCallContext context)
    {
        if (context.InterfaceMethod.DeclaringType == on && context.MethodName == method)
            await act(context.Request.GetArgumentCount() > 0 ? context.Request.GetArgument(0) : null);
        await context.Invoke();
    }
}
