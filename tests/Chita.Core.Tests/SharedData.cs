using Chita.Golden;

namespace Chita.Core.Tests;

/// <summary>Real networks and data, kept outside the repository. A test that needs them is skipped by name where they are absent.</summary>
internal static class SharedData
{
    /// <summary>The full path of a file, as in <c>mnist/train-images-idx3-ubyte.gz</c>; skips the running test when it is not there.</summary>
    public static string Require(string relativePath) =>
        Existing(SharedFolder.Find(relativePath), $"{relativePath} is neither in CHITA_DATA nor in ../shared/data.");

    /// <summary>The full path of a file of golden values, which lie beside the data; skips the running test when it is not there.</summary>
    public static string RequireGolden(string name) =>
        Existing(SharedFolder.FindGolden(name), $"{name} is neither in the folder golden beside CHITA_DATA nor in ../shared/golden.");

    private static string Existing(string? path, string absent)
    {
        Assert.SkipWhen(path is null, absent);
        return path!;
    }
}
