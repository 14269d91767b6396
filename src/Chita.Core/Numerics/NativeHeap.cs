using System.Runtime.InteropServices;

namespace Chita.Numerics;

/// <summary>The C library's heap, where all memory outside the managed one comes from.</summary>
public static unsafe class NativeHeap
{
    private static readonly nint MallocTrim =
        NativeLibrary.TryGetExport(NativeLibrary.GetMainProgramHandle(), "malloc_trim", out var address) ? address : 0;

    /// <summary>
    /// Gives what was freed back to the system. glibc keeps freed pieces of up to 32 MiB for later, in an arena for each of its threads: a silo
    /// after a few campaigns would take several times what it holds. Other C libraries have no such function, and no such habit.
    /// </summary>
    public static void Trim()
    {
        if (MallocTrim != 0)
            _ = ((delegate* unmanaged<nuint, int>)MallocTrim)(0);
    }
}
