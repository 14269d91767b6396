namespace Chita.Campaigns.Reading;

/// <summary>
/// Where relative paths of a campaign start, and whether the disk is looked at: a campaign that is read again elsewhere
/// was checked where its files are.
/// </summary>
internal sealed class FilePaths(string inputRoot, string outputRoot, bool check)
{
    private readonly string _inputRoot = Path.GetFullPath(inputRoot);
    private readonly string _outputRoot = Path.GetFullPath(outputRoot);

    /// <summary>The absolute path of a file to read, which must be there.</summary>
    internal string? Input(Section section, string key, string? need = null)
    {
        if (Absolute(section, key, need, _inputRoot) is not { } path)
            return null;
        if (check && Directory.Exists(path))
            section.Problem(key, $"{path} is a folder; expected a file");
        else if (check && !File.Exists(path))
            section.Problem(key, $"{path} does not exist; expected a file (relative paths start at {_inputRoot})");
        return path;
    }

    /// <summary>The absolute path of a folder to create, which must be possible.</summary>
    internal string? Output(Section section, string key, string need)
    {
        if (Absolute(section, key, need, _outputRoot) is not { } path)
            return null;
        if (check && Path.Exists(path))
            section.Problem(key, $"{path} exists already; choose another folder or move it away");
        else if (check && NearestExisting(path) is var parent && !IsWritableFolder(parent))
            section.Problem(key, $"{parent} is not a folder that can be written to; choose another place");
        return path;
    }

    private static string? Absolute(Section section, string key, string? need, string root)
    {
        if (section.Text(key, need) is not { } text)
            return null;
        if (text.Length > 0 && !text.Any(char.IsControl))
            return Path.GetFullPath(text, root);
        section.Problem(key, "is not a path; expected a name without control characters");
        return null;
    }

    private static string NearestExisting(string path)
    {
        var parent = Path.GetDirectoryName(path);
        while (parent is not null && !Path.Exists(parent))
            parent = Path.GetDirectoryName(parent);
        return parent ?? path;
    }

    // Permission bits do not tell (root, read-only mounts, access lists): trying does.
    private static bool IsWritableFolder(string folder)
    {
        try
        {
            using var probe = File.Create(Path.Combine(folder, $".chita-{Guid.NewGuid():n}"), 1, FileOptions.DeleteOnClose);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
