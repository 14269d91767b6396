namespace Chita.Campaigns.Reading;

/// <summary>"Did you mean …?"</summary>
internal sealed partial class Section
{
    private string? Nearest(string key)
    {
        if (key.Length > 40)
            return null;
        var (nearest, distance) = _known
            .Select(known => (known, Distance: Edits(key.ToLowerInvariant(), known.ToLowerInvariant())))
            .OrderBy(candidate => candidate.Distance).ThenBy(candidate => candidate.known, StringComparer.Ordinal)
            .FirstOrDefault();
        return nearest is not null && distance <= Math.Max(key.Length, nearest.Length) / 3 ? nearest : null;
    }

    /// <summary>Insertions, deletions and replacements that make one word the other (Levenshtein), row by row.</summary>
    private static int Edits(string from, string to)
    {
        var row = Enumerable.Range(0, to.Length + 1).ToArray();
        for (var i = 1; i <= from.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= to.Length; j++)
            {
                var replaced = diagonal + (from[i - 1] == to[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, 1 + Math.Min(row[j], row[j - 1]));
            }
        }
        return row[^1];
    }
}
