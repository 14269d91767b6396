using Chita.Data;
using Chita.Formats;

namespace Chita.Campaigns.Reading;

/// <summary>
/// Where relative paths of a campaign start, and whether the disk is looked at: a campaign that is read again elsewhere
/// was checked where its files are.
/// </summary>
/// <param name="inputRoot">Where networks and data start.</param>
/// <param name="outputRoot">Where the output starts.</param>
/// <param name="check">Whether files must be there, and the output's place be free.</param>
/// <param name="confinement">Where paths may lead; other than <see cref="Confinement.None"/>, both roots are one.</param>
internal sealed class FilePaths(string inputRoot, string outputRoot, bool check, Confinement confinement = Confinement.None)
{
    private readonly string _inputRoot = Path.GetFullPath(inputRoot);
    private readonly string _outputRoot = Path.GetFullPath(outputRoot);

    /// <summary>The absolute path of a file to read, which must be there.</summary>
    internal string? Input(Section section, string key, string? need = null)
    {
        if (Absolute(section, key, need, _inputRoot) is not { } path)
            return null;
        if (Dataset.LabelsBeside(path) is { } labels && confinement == Confinement.Links)
            Confine(section, key, labels);
        if (check && Directory.Exists(path))
            section.Problem(key, $"{path} is a folder; expected a file");
        else if (check && !File.Exists(path))
            section.Problem(key, $"{path} does not exist; expected a file (relative paths start at {_inputRoot})");
        return path;
    }

    /// <summary>The absolute path of a folder of files to read, which must be there.</summary>
    /// <param name="section">The section.</param>
    /// <param name="key">The key.</param>
    /// <param name="files">Which files of it are read, such as <c>*.safetensors</c>.</param>
    internal string? InputFolder(Section section, string key, string files)
    {
        if (Absolute(section, key, null, _inputRoot) is not { } path)
            return null;
        if (check && !Directory.Exists(path))
            section.Problem(key, $"{path} {(File.Exists(path) ? "is a file" : "does not exist")}; expected a folder (relative paths start at {_inputRoot})");
        else if (confinement == Confinement.Links && Directory.Exists(path))
        {
            foreach (var file in Directory.EnumerateFiles(path, files))
                Confine(section, key, file);
        }

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

    private string? Absolute(Section section, string key, string? need, string root)
    {
        if (section.Text(key, need) is not { } text)
            return null;
        if (text.Length == 0 || text.Any(char.IsControl))
        {
            section.Problem(key, "is not a path; expected a name without control characters");
            return null;
        }

        var path = Path.GetFullPath(text, root);
        if (Leaves(text, path, root))
            section.Problem(key, $"{YamlScalar.Short(text)} leads out of the data root; expected a path inside it");
        else if (confinement == Confinement.Links)
            Confine(section, key, path);
        return path;
    }

    /// <summary>By the text alone. A relative path may not even go out and come back: whether it does depends on the root's own name.</summary>
    private bool Leaves(string text, string path, string root)
    {
        if (confinement == Confinement.None)
            return false;
        if (Path.IsPathRooted(text))
            return confinement != Confinement.RelativePaths && !RealPath.IsInside(path, root);
        var depth = 0;
        return text.Split('/').Any(component => (depth += component switch { "" or "." => 0, ".." => -1, _ => 1 }) < 0);
    }

    private void Confine(Section section, string key, string path)
    {
        try
        {
            if (!RealPath.IsInside(RealPath.Of(path), RealPath.Of(_inputRoot)))
                section.Problem(key, $"{path} leads out of the data root through a symbolic link; expected a path inside it");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            section.Problem(key, $"{path} cannot be followed: {e.Message}");
        }
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
