using System.Text;

namespace Chita.Campaigns;

/// <summary>
/// Values of enumerations as users write and read them: <c>CrossEntropy</c> is <c>cross-entropy</c>, <c>BFloat16</c> is <c>bfloat16</c>.
/// </summary>
public static class Words
{
    /// <summary>The word for a value.</summary>
    public static string Word<T>(this T value) where T : struct, Enum => Kebab(value.ToString());

    /// <summary>The words of an enumeration, in the order of its values.</summary>
    public static IReadOnlyList<string> Of<T>() where T : struct, Enum => [.. Enum.GetNames<T>().Select(Kebab)];

    private static string Kebab(string name)
    {
        var word = new StringBuilder();
        for (var i = 0; i < name.Length; i++)
        {
            if (i > 0 && char.IsUpper(name[i]) && !char.IsUpper(name[i - 1]))
                word.Append('-');
            word.Append(char.ToLowerInvariant(name[i]));
        }
        return word.ToString();
    }
}
