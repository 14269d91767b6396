using System.Text.RegularExpressions;

namespace Chita.Golden;

/// <summary>Where the real networks, data and golden values lie: <c>CHITA_DATA</c>, else <c>../shared/data</c> beside the repository.</summary>
internal static class SharedFolder
{
    private static readonly string? Data = Environment.GetEnvironmentVariable("CHITA_DATA") ?? BesideRepository();

    /// <summary>The full path of a file of data, as in <c>networks/mlpnet.pt</c>, or of a folder; null when it is not there.</summary>
    public static string? Find(string relativePath) => Existing("", relativePath);

    /// <summary>The full path of a file of golden values, which lie beside the data; null when it is not there.</summary>
    public static string? FindGolden(string name) => Existing(Path.Combine("..", "golden"), name);

    /// <summary>
    /// Copies the data that a campaign's text names into the data root of a cluster, which paths may not leave, and names them there.
    /// </summary>
    public static string CopyInto(string dataRoot, string yaml)
    {
        if (Data is null)
            return yaml;
        foreach (var named in Regex.Matches(yaml, $"\"{Regex.Escape(Path.GetFullPath(Data))}/([^\"]+)\"").Select(match => match.Groups[1].Value).Distinct())
        {
            foreach (var name in (string[])[named, named.Replace("images-idx3", "labels-idx1", StringComparison.Ordinal)])
            {
                var copy = Path.Combine(dataRoot, name);
                Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
                if (!File.Exists(copy))
                    File.Copy(Path.Combine(Data, name), copy);
            }
        }

        return yaml.Replace($"\"{Path.GetFullPath(Data)}/", "\"", StringComparison.Ordinal);
    }

    private static string? Existing(string folder, string relativePath)
    {
        var path = Data is null ? null : Path.GetFullPath(Path.Combine(Data, folder, relativePath));
        return Path.Exists(path) ? path : null;
    }

    /// <summary>The repository's own folder; null where tests run outside it.</summary>
    public static string? Repository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Chita.sln")))
            folder = folder.Parent;
        return folder?.FullName;
    }

    private static string? BesideRepository() =>
        Repository() is { } folder ? Path.Combine(Path.GetDirectoryName(folder)!, "shared", "data") : null;
}
