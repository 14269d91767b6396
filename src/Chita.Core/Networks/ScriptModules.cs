using System.Reflection;
using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace Chita.Networks;

/// <summary>What TorchSharp's script modules need beside their own methods.</summary>
internal static class ScriptModules
{
    private static readonly FieldInfo Handle =
        typeof(nn.Module).GetField("handle", BindingFlags.Instance | BindingFlags.NonPublic)
        ?? throw new MissingFieldException("TorchSharp's nn.Module has no field 'handle' any more: see whether its Dispose frees script modules now.");

    /// <summary>
    /// Frees a script module with its parameters and buffers, in place of its <c>Dispose</c>. That lists the submodules to dispose of them,
    /// each as a new handle, drops the root's own without disposing of it, and the handle's finaliser does nothing (TorchSharp 0.107):
    /// every module freed so stays in memory for good, twice its weights for a residual network.
    /// </summary>
    public static void Free(this jit.ScriptModule module)
    {
        foreach (var (_, buffer) in module.named_buffers(recurse: false))
            buffer.DetachFromDisposeScope().Dispose();
        foreach (var (_, parameter) in module.named_parameters(recurse: false))
            parameter.DetachFromDisposeScope().Dispose();
        ((SafeHandle)Handle.GetValue(module)!).Dispose();
    }
}
