namespace Chita.Core.Tests;

/// <summary>Real networks and data, kept outside the repository. A test that needs them is skipped by name where they are absent.</summary>
internal static class SharedData
{
    private static readonly string? Folder = Environment.GetEnvironmentVariable("CHITA_DATA") ?? BesideRepository();

    /// <summary>The full path of a file, as in <c>mnist/train-images-idx3-ubyte.gz</c>; skips the running test when it is not there.</summary>
    public static string Require(string relativePath) => Require("", relativePath, "is neither in CHITA_DATA nor in ../shared/data");

    /// <summary>The full path of a file of golden values, which lie beside the data; skips the running test when it is not there.</summary>
    public static string RequireGolden(string name) =>
        Require(Path.Combine("..", "golden"), name, "is neither in the folder golden beside CHITA_DATA nor in ../shared/golden");

    private static string Require(string folder, string relativePath, string absent)
    {
        var path = Folder is null ? null : Path.GetFullPath(Path.Combine(Folder, folder, relativePath));
        Assert.SkipUnless(File.Exists(path), $"{relativePath} {absent}.");
        return path!;
    }

    private static string? BesideRepository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Chita.sln")))
            folder = folder.Parent;
        return folder?.Parent is { } parent ? Path.Combine(parent.FullName, "shared", "data") : null;
    }
}
