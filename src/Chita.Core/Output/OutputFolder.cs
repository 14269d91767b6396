namespace Chita.Output;

/// <summary>
/// A folder that is complete or absent: written beside its place under another name, then renamed. Disposed without
/// <see cref="Publish"/>, it leaves nothing.
/// </summary>
public sealed class OutputFolder : IDisposable
{
    private readonly string _path;
    private readonly string _key;
    private readonly string? _firstMade; // the outermost folder that had to be made above it

    /// <summary>Makes the folder to write into.</summary>
    /// <param name="path">The folder's place in the end.</param>
    /// <param name="epoch">The writer's epoch: what a writer of another one has left beside it is removed.</param>
    /// <param name="key">What the user named it with.</param>
    /// <exception cref="InvalidInputException">Something is there already, or it cannot be written.</exception>
    public OutputFolder(string path, long epoch = 0, string key = "output.path")
    {
        (_path, _key) = (Path.TrimEndingDirectorySeparator(path), key);
        CheckAbsent();
        _firstMade = OutermostMissing(Path.GetDirectoryName(_path));
        Partial = $"{_path}.partial-{epoch}-{Guid.NewGuid():N}";
        try
        {
            if (epoch > 0)
                RemoveLeftovers(_path);
            Directory.CreateDirectory(Partial);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"{_path}: cannot be written ({failure.Message}); {key} names a new folder in a writable place.", failure);
        }
    }

    /// <summary>Where to write until then.</summary>
    public string Partial { get; }

    /// <summary>Removes what writers that died have left beside a folder's place: one campaign writes one folder.</summary>
    /// <param name="path">The folder's place.</param>
    public static void RemoveLeftovers(string path)
    {
        path = Path.TrimEndingDirectorySeparator(path);
        var parent = Path.GetDirectoryName(path)!;
        if (!Directory.Exists(parent))
            return;
        foreach (var left in Directory.GetDirectories(parent, $"{Path.GetFileName(path)}.partial-*"))
            Directory.Delete(left, recursive: true);
    }

    /// <summary>Puts the folder in its place.</summary>
    /// <exception cref="InvalidInputException">Something is there by now.</exception>
    public void Publish()
    {
        CheckAbsent();
        Directory.Move(Partial, _path);
    }

    /// <summary>Removes what was not published.</summary>
    public void Dispose()
    {
        if (!Directory.Exists(Partial))
            return;
        Directory.Delete(Partial, recursive: true);
        for (var parent = Path.GetDirectoryName(_path); _firstMade is not null && parent is not null && IsEmpty(parent); parent = Path.GetDirectoryName(parent))
        {
            Directory.Delete(parent);
            if (parent == _firstMade)
                return;
        }
    }

    private static string? OutermostMissing(string? folder)
    {
        string? missing = null;
        for (; folder is not null && !Directory.Exists(folder); folder = Path.GetDirectoryName(folder))
            missing = folder;
        return missing;
    }

    private static bool IsEmpty(string folder) => !Directory.EnumerateFileSystemEntries(folder).Any();

    private void CheckAbsent()
    {
        if (Directory.Exists(_path) || File.Exists(_path))
            throw new InvalidInputException($"{_path}: exists already; {_key} names a new folder. Remove it, or name another one.");
    }
}
