using System.Text.RegularExpressions;

namespace Chita.Artifacts;

/// <summary>
/// Where things lie in a store, whatever it is made of: <c>objects/sha256/ab/abcdef…</c> by digest, <c>published/NAME.json</c> by name.
/// </summary>
internal static partial class ArtifactLayout
{
    public const string Objects = "objects/sha256";
    public const string Published = "published";

    private const string Algorithm = "sha256:";
    private const string ManifestSuffix = ".json";

    /// <summary>Where an object lies.</summary>
    /// <exception cref="ArtifactException">That is no digest.</exception>
    public static string ObjectPath(string digest)
    {
        ArgumentNullException.ThrowIfNull(digest);
        if (!IsDigest(digest))
            throw new ArtifactException($"\"{digest}\" is not a digest; expected {Algorithm} and 64 lower-case hexadecimal digits");
        var digits = digest[Algorithm.Length..];
        return $"{Objects}/{digits[..2]}/{digits}";
    }

    /// <summary>The object that lies there; null: none does.</summary>
    public static string? DigestOf(string path)
    {
        var digest = Algorithm + path[(path.LastIndexOf('/') + 1)..];
        return IsDigest(digest) ? digest : null;
    }

    /// <summary>Where the list of what is published under a name lies.</summary>
    public static string ManifestPath(string name) => $"{Published}/{Checked(name)}{ManifestSuffix}";

    /// <summary>Where the lists lie of all names that begin with this one and a slash.</summary>
    public static string FolderOf(string name) => $"{Published}/{Checked(name)}";

    /// <summary>Whether such a list lies there.</summary>
    public static bool IsManifest(string path) => path.EndsWith(ManifestSuffix, StringComparison.Ordinal);

    public static bool IsDigest(string text) => Digests().IsMatch(text);

    /// <summary>Whether a path stays in the folder that it is relative to, and means the same on every machine.</summary>
    public static bool IsPlainPath(string path) =>
        path.Length > 0 && !path.Contains('\\', StringComparison.Ordinal) && !path.Any(char.IsControl) && path.Split('/').All(part => part is not ("" or "." or ".."));

    private static string Checked(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Names().IsMatch(name) && IsPlainPath(name)
            ? name
            : throw new ArgumentException($"\"{name}\" is not a name to publish under; expected letters, digits and -_.~% with slashes between parts", nameof(name));
    }

    [GeneratedRegex(@"\Asha256:[0-9a-f]{64}\z")]
    private static partial Regex Digests();

    [GeneratedRegex(@"\A[A-Za-z0-9._~%/-]+\z")]
    private static partial Regex Names();
}
