using System.Runtime.InteropServices;

namespace Chita.Networks;

/// <summary>
/// Loads libtorch and TorchSharp's native bridge from one folder, before the first use of TorchSharp.
/// Every other type of this namespace calls <see cref="EnsureLoaded"/>; hosts need not.
/// </summary>
/// <remarks>
/// The folder is <c>CHITA_NATIVE</c> when set, else <c>native/</c> beside the executable (a published program), else
/// <c>artifacts/native/linux-x64</c> of the source tree, where the build links the packages' files.
/// </remarks>
public static class NativeTorch
{
    private const string Bridge = "libLibTorchSharp.so";
    private const string MissingVersion = "GLIBCXX_3.4.32";

    private const string Own = "libchita_torch.so";

    // Process-wide by nature: a native library is loaded once or not at all.
    private static readonly Lazy<Libraries> Loaded = new(Load);

    /// <summary>Loads the native libraries on the first call; later calls return at once.</summary>
    /// <returns>One line for the log: where they were loaded from, and whether the bridge had to be adapted.</returns>
    /// <exception cref="DllNotFoundException">No folder holds the libraries, or they do not load.</exception>
    public static string EnsureLoaded() => Loaded.Value.Note;

    /// <summary>A function of TorchSharp's bridge.</summary>
    internal static nint BridgeFunction(string name) => NativeLibrary.GetExport(Loaded.Value.Bridge, name);

    /// <summary>A function of our own library beside it (<c>Native/</c>).</summary>
    internal static nint OwnFunction(string name) => NativeLibrary.GetExport(Loaded.Value.Own, name);

    private static Libraries Load()
    {
        var folder = FindFolder();
        NativeLibrary.Load(Path.Combine(folder, "libtorch_cpu.so"));
        NativeLibrary.Load(Path.Combine(folder, "libtorch.so"));

        var bridge = Path.Combine(folder, Bridge);
        string note;
        if (NativeLibrary.TryLoad(bridge, out var loaded))
        {
            note = $"libtorch loaded from {folder}";
        }
        else
        {
            loaded = LoadAdaptedCopy(bridge);
            note = $"libtorch loaded from {folder}; {Bridge} asks for {MissingVersion}, which this system's C++ library lacks: "
                + "a private copy with that request made optional is used";
        }

        // One module copy per solver thread brings the parallelism: libtorch's own would change the order of sums.
        TorchSharp.torch.set_num_threads(1);
        return new Libraries(note, loaded, NativeLibrary.Load(Path.Combine(folder, Own)));
    }

    private static string FindFolder()
    {
        var configured = Environment.GetEnvironmentVariable("CHITA_NATIVE");
        if (!string.IsNullOrEmpty(configured))
            return configured;

        var beside = Path.Combine(AppContext.BaseDirectory, "native");
        if (File.Exists(Path.Combine(beside, Bridge)))
            return beside;

        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var linked = Path.Combine(folder.FullName, "artifacts", "native", "linux-x64");
            if (File.Exists(Path.Combine(linked, Bridge)))
                return linked;
        }

        throw new DllNotFoundException(
            $"{Bridge} was found neither in {beside} nor in artifacts/native/linux-x64 above {AppContext.BaseDirectory}. "
            + "Build the solution, or name the folder in CHITA_NATIVE.");
    }

    /// <summary>
    /// The only symbol of that version, an initialiser of the C++ streams, is never called, so the request for it may be weak.
    /// The copy is deleted as soon as it is mapped: nothing is left behind and nobody else can have written it.
    /// </summary>
    private static nint LoadAdaptedCopy(string bridge)
    {
        var image = File.ReadAllBytes(bridge);
        ElfVersions.MakeWeak(image, MissingVersion);

        var folder = Directory.CreateTempSubdirectory("chita-native-");
        try
        {
            var copy = Path.Combine(folder.FullName, Bridge);
            File.WriteAllBytes(copy, image);
            // By its SONAME this is what TorchSharp's own look-up finds from now on.
            return NativeLibrary.Load(copy);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private sealed record Libraries(string Note, nint Bridge, nint Own);
}
