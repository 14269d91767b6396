namespace Chita.Golden;

/// <summary>Where the real networks, data and golden values lie: <c>CHITA_DATA</c>, else <c>../shared/data</c> beside the repository.</summary>
internal static class SharedFolder
{
    private static readonly string? Data = Environment.GetEnvironmentVariable("CHITA_DATA") ?? BesideRepository();

    /// <summary>The full path of a file of data, as in <c>networks/mlpnet.pt</c>; null when it is not there.</summary>
    public static string? Find(string relativePath) => Existing("", relativePath);

    /// <summary>The full path of a file of golden values, which lie beside the data; null when it is not there.</summary>
    public static string? FindGolden(string name) => Existing(Path.Combine("..", "golden"), name);

    private static string? Existing(string folder, string relativePath)
    {
        var path = Data is null ? null : Path.GetFullPath(Path.Combine(Data, folder, relativePath));
        return File.Exists(path) ? path : null;
    }

    private static string? BesideRepository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Chita.sln")))
            folder = folder.Parent;
        return folder?.Parent is { } parent ? Path.Combine(parent.FullName, "shared", "data") : null;
    }
}
