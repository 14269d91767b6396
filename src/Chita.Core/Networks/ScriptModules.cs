using System.IO.Compression;
using System.IO.Hashing;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text;
using static TorchSharp.torch;

namespace Chita.Networks;

/// <summary>What TorchSharp's script modules need beside their own methods.</summary>
internal static class ScriptModules
{
    private const int MessageBytes = 4096;

    private static readonly FieldInfo Handle =
        typeof(nn.Module).GetField("handle", BindingFlags.Instance | BindingFlags.NonPublic)
        ?? throw new MissingFieldException("TorchSharp's nn.Module has no field 'handle' any more: see whether its Dispose frees script modules now.");

    private static readonly ConstructorInfo FromHandle =
        typeof(jit.ScriptModule<Tensor, Tensor>).GetConstructor(BindingFlags.Instance | BindingFlags.NonPublic, [typeof(nint)])
        ?? throw new MissingMethodException("TorchSharp's ScriptModule cannot be made from a handle any more: see whether its load catches all errors now.");

    /// <summary>
    /// Loads a script module, in place of <c>jit.load</c>: an operator that libtorch does not know, or code missing from the file, ends the
    /// process there (TorchSharp 0.107 hands on two types of C++ exceptions, and these have a third).
    /// </summary>
    /// <exception cref="InvalidInputException">libtorch cannot load the file.</exception>
    public static unsafe jit.ScriptModule<Tensor, Tensor> Load(string path)
    {
        var load = (delegate* unmanaged<nint, nint, byte*, nint*, byte*, nuint, int>)NativeTorch.OwnFunction("chita_load_module");
        var (function, lastError) = (NativeTorch.BridgeFunction("THSJIT_load"), NativeTorch.BridgeFunction("THSTorch_get_and_reset_last_err"));
        var message = stackalloc byte[MessageBytes];
        nint module;
        int outcome;
        fixed (byte* utf8 = Encoding.UTF8.GetBytes(path + "\0"))
            outcome = load(function, lastError, utf8, &module, message, MessageBytes);
        return outcome switch
        {
            0 => (jit.ScriptModule<Tensor, Tensor>)FromHandle.Invoke([module]),
            1 => throw NoModule(path, Reason()),
            _ => throw new InvalidInputException($"{path}: libtorch cannot compile the module's code: {Reason()}"),
        };

        string Reason() => TorchMessage.FirstLine(Marshal.PtrToStringUTF8((nint)message)!);
    }

    /// <summary>libtorch does not compare the checksums of its archives: a weight with a flipped bit would be pruned as it is.</summary>
    /// <exception cref="InvalidInputException">The file is no archive, or damaged.</exception>
    public static void CheckArchive(string path)
    {
        try
        {
            using var archive = ZipFile.OpenRead(path);
            foreach (var entry in archive.Entries)
            {
                var checksum = new Crc32();
                using var content = entry.Open();
                checksum.Append(content);
                if (checksum.GetCurrentHashAsUInt32() != entry.Crc32)
                    throw new InvalidInputException($"{path}: damaged: {entry.FullName} does not have the checksum that the file gives for it.");
            }
        }
        catch (InvalidDataException failure)
        {
            throw NoModule(path, failure.Message.TrimEnd('.'), failure);
        }
    }

    private static InvalidInputException NoModule(string path, string reason, Exception? cause = null) =>
        new($"{path}: not a TorchScript module, or truncated ({reason}); save it with torch.jit.save.", cause);

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
