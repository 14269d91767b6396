namespace Chita.Formats;

/// <summary>Where paths lead once symbolic links are followed.</summary>
public static class RealPath
{
    /// <summary>As the kernel's own limit (path_resolution(7)).</summary>
    private const int MostLinks = 40;

    /// <summary>The path without links: every component that exists is followed, what does not exist yet stays as it is.</summary>
    /// <param name="path">An absolute path.</param>
    /// <exception cref="IOException">Links lead in a circle, or a component cannot be read.</exception>
    public static string Of(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var left = new Stack<string>();
        Push(left, Path.GetFullPath(path));
        var (real, links) = ("/", 0);
        while (left.TryPop(out var component))
        {
            if (component == "..")
            {
                real = Path.GetDirectoryName(real) ?? "/";
                continue;
            }

            var next = Path.Combine(real, component);
            if (new FileInfo(next).LinkTarget is not { } target)
            {
                real = next;
                continue;
            }

            if (++links > MostLinks)
                throw new IOException($"{path}: more than {MostLinks} symbolic links");
            real = Path.IsPathRooted(target) ? "/" : real;
            Push(left, target);
        }

        return real;
    }

    /// <summary>Whether a path is a folder or lies in it, by the text of both alone.</summary>
    /// <param name="path">An absolute path.</param>
    /// <param name="folder">An absolute path.</param>
    public static bool IsInside(string path, string folder)
    {
        var root = Path.TrimEndingDirectorySeparator(folder);
        return path == root || path.StartsWith(root.EndsWith('/') ? root : root + "/", StringComparison.Ordinal);
    }

    // "..", unlike ".", is kept: it means the parent of where a link has led.
    private static void Push(Stack<string> left, string path)
    {
        foreach (var component in path.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(component => component != ".").Reverse())
            left.Push(component);
    }
}
