using System.IO.Compression;
using System.Text;

namespace Chita.Core.Tests.Networks;

/// <summary>The code within TorchScript files, to be changed; all checksums are right afterwards.</summary>
internal static class ModuleCode
{
    /// <summary>Copies a network, and replaces a text in some of its code.</summary>
    /// <param name="source">The network.</param>
    /// <param name="path">The copy.</param>
    /// <param name="module">Part of the names of the entries to look at.</param>
    /// <param name="text">The text; at least one of them has it.</param>
    /// <param name="other">What stands in its place.</param>
    /// <returns><paramref name="path"/>.</returns>
    public static string Change(string source, string path, string module, string text, string other)
    {
        File.Delete(path);
        using var before = ZipFile.OpenRead(source);
        using var after = ZipFile.Open(path, ZipArchiveMode.Create);
        var changed = 0;
        foreach (var entry in before.Entries)
        {
            var content = Read(entry);
            if (entry.FullName.Contains(module, StringComparison.Ordinal) && entry.FullName.EndsWith(".py", StringComparison.Ordinal))
            {
                var code = Encoding.UTF8.GetString(content);
                changed += code.Contains(text, StringComparison.Ordinal) ? 1 : 0;
                content = Encoding.UTF8.GetBytes(code.Replace(text, other, StringComparison.Ordinal));
            }

            using var copy = after.CreateEntry(entry.FullName, CompressionLevel.NoCompression).Open();
            copy.Write(content);
        }

        Assert.True(changed > 0, $"No code of {source} has {text}");
        return path;
    }

    private static byte[] Read(ZipArchiveEntry entry)
    {
        var content = new byte[entry.Length];
        using var stream = entry.Open();
        stream.ReadExactly(content);
        return content;
    }
}
