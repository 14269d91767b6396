using System.Globalization;
using System.Numerics;

namespace Chita.Campaigns.Reading;

/// <summary>The typed values of a section.</summary>
internal sealed partial class Section
{
    private const NumberStyles Number = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    /// <summary>A text.</summary>
    internal string? Text(string key, string? need = null) => Scalar(key, need, "text")?.Value;

    /// <summary>A whole number, <paramref name="min"/> ≤ value ≤ <paramref name="max"/>.</summary>
    internal T? Whole<T>(string key, T min, T max, string? need = null) where T : struct, IBinaryInteger<T>, IMinMaxValue<T>
    {
        var range = max == T.MaxValue ? $"{key} ≥ {min}" : $"{min} ≤ {key} ≤ {max}";
        if (Scalar(key, need, $"a whole number, {range}") is not { } scalar)
            return null;
        // Through BigInteger: what is too large for T is out of range, not "no number".
        if (scalar.Quoted || scalar.Value.Length > 100
            || !BigInteger.TryParse(scalar.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value))
            Problem(key, $"{scalar.Shown} is not a whole number; expected {range}");
        else if (value < BigInteger.CreateChecked(min) || value > BigInteger.CreateChecked(max))
            Problem(key, $"{scalar.Shown} is outside {range}");
        else
            return T.CreateChecked(value);
        return null;
    }

    /// <summary>A number in floating point.</summary>
    /// <param name="key">The key.</param>
    /// <param name="range">In words, for messages, what <paramref name="inRange"/> decides.</param>
    /// <param name="inRange">Whether a finite number will do.</param>
    /// <param name="need">What belongs there, when the key is required.</param>
    /// <param name="or">What else may stand there, for messages.</param>
    internal double? Real(string key, string range, Predicate<double> inRange, string? need = null, string or = "") =>
        Scalar(key, need, $"a number, {range}{or}") is { } scalar ? Real(key, scalar, range, inRange, or) : null;

    /// <summary>Whether a key has this word, in the place of a value of another kind. The key becomes known only if it has.</summary>
    internal bool Is(string key, string word)
    {
        if (mapping.Entries.GetValueOrDefault(key).Value is not YamlScalar { Quoted: false } scalar || scalar.Value != word)
            return false;
        _known.Add(key);
        return true;
    }

    /// <summary>A list of numbers in floating point, not empty.</summary>
    internal IReadOnlyList<double>? Reals(string key, string range, Predicate<double> inRange, string? need = null)
    {
        var numbers = Items(key, need, "numbers")?.ConvertAll(item => Real(key, item, range, inRange));
        return numbers is null || numbers.Contains(null) ? null : numbers.ConvertAll(n => n!.Value);
    }

    /// <summary>A number, exactly as written.</summary>
    internal decimal? Exact(string key, string range, Predicate<decimal> inRange, string? need = null) =>
        Scalar(key, need, $"a number, {range}") is { } scalar ? Exact(key, scalar, range, inRange) : null;

    /// <summary>A number, exactly as written, or a list of them, none twice.</summary>
    internal IReadOnlyList<decimal>? Exacts(string key, string range, Predicate<decimal> inRange, string? need = null)
    {
        if (mapping.Entries.GetValueOrDefault(key).Value is not YamlSequence)
            return Exact(key, range, inRange, need) is { } single ? [single] : null;
        var numbers = Items(key, need, "numbers")?.ConvertAll(item => (Item: item, Value: Exact(key, item, range, inRange)));
        if (numbers is null || numbers.Exists(number => number.Value is null))
            return null;
        foreach (var twice in numbers.GroupBy(number => number.Value).Where(same => same.Count() > 1))
            Problem(key, twice.Last().Item, "is given twice; keep one");
        return numbers.ConvertAll(number => number.Value!.Value);
    }

    /// <summary>One of the words of an enumeration.</summary>
    internal T? Word<T>(string key, string? need = null) where T : struct, Enum =>
        Scalar(key, need, $"one of {string.Join(", ", Words.Of<T>())}") is { } scalar ? Word<T>(key, scalar) : null;

    /// <summary>A list of words of an enumeration, none twice.</summary>
    internal IReadOnlyList<T>? WordList<T>(string key, bool mayBeEmpty = false) where T : struct, Enum
    {
        var words = Items(key, null, string.Join(", ", Words.Of<T>()), mayBeEmpty)?.ConvertAll(item => Word<T>(key, item));
        if (words is null || words.Contains(null))
            return null;
        foreach (var twice in words.GroupBy(w => w).Where(g => g.Count() > 1))
            Problem(key, $"\"{twice.Key!.Value.Word()}\" is given twice; keep one");
        return words.ConvertAll(w => w!.Value);
    }

    /// <summary>A small mapping of texts to texts.</summary>
    internal IReadOnlyDictionary<string, string>? Labels(string key)
    {
        const int most = 16;
        if (Take(key, null) is not { } node)
            return null;
        if (node is not YamlMapping map || map.Entries.Count > most || map.Entries.Any(entry =>
            !IsLabel(entry.Key, "-_./") || entry.Value.Value is not YamlScalar { IsNull: false } value || !IsLabel(value.Value, "-_.")))
        {
            Problem(key, $"is not a mapping of labels; expected at most {most}, of up to 63 letters, digits, \"-\", \"_\" and \".\" each, such as {{ team: vision }}");
            return null;
        }

        return map.Entries.ToDictionary(entry => entry.Key, entry => ((YamlScalar)entry.Value.Value).Value);

        static bool IsLabel(string text, string others) => text.Length is > 0 and <= 63 && text.All(letter => char.IsAsciiLetterOrDigit(letter) || others.Contains(letter));
    }

    /// <summary>A list of single values, not empty unless <paramref name="mayBeEmpty"/>.</summary>
    internal List<YamlScalar>? Items(string key, string? need, string of, bool mayBeEmpty = false)
    {
        if (Take(key, need) is not { } node)
            return null;
        if (node is not YamlSequence list)
            Problem(key, $"is {node.Kind}; expected a list of {of}, in [ ]");
        else if (list.Items.Count == 0 && !mayBeEmpty)
            Problem(key, $"is empty; expected a list of {of}");
        else if (list.Items.FirstOrDefault(item => item is not YamlScalar { IsNull: false }) is { } other)
            problems.Add(other.Line, Join(path, key), $"holds {other.Kind}; expected a list of {of}");
        else
            return [.. list.Items.Cast<YamlScalar>()];
        return null;
    }

    /// <summary>Notes a problem with one value of a key, on that value's line.</summary>
    internal void Problem(string key, YamlScalar value, string problem) =>
        problems.Add(value.Line, Join(path, key), $"{value.Shown} {problem}");

    private YamlScalar? Scalar(string key, string? need, string expected)
    {
        var node = Take(key, need);
        if (node is not (null or YamlScalar))
            Problem(key, $"is {node.Kind}; expected {expected}");
        return node as YamlScalar;
    }

    private decimal? Exact(string key, YamlScalar scalar, string range, Predicate<decimal> inRange)
    {
        if (!IsNumber(scalar, out _))
            Problem(key, scalar, $"is not a number; expected {range}");
        else if (!decimal.TryParse(scalar.Value, Number, CultureInfo.InvariantCulture, out var value) || !inRange(value))
            Problem(key, scalar, $"is outside {range}");
        else if (Places(scalar.Value) > 28)
            Problem(key, scalar, "has more than 28 decimals; write it with fewer");
        else
            return value;
        return null;
    }

    private double? Real(string key, YamlScalar scalar, string range, Predicate<double> inRange, string or = "")
    {
        if (!IsNumber(scalar, out var value))
            Problem(key, scalar, $"is not a number; expected {range}{or}");
        else if (!double.IsFinite(value) || !inRange(value))
            Problem(key, scalar, $"is outside {range}");
        else
            return value;
        return null;
    }

    private T? Word<T>(string key, YamlScalar scalar) where T : struct, Enum
    {
        foreach (var value in Enum.GetValues<T>())
        {
            if (value.Word() == scalar.Value)
                return value;
        }
        Problem(key, scalar, $"is not a valid word; expected {string.Join(", ", Words.Of<T>())}");
        return null;
    }

    // "NaN" and "Infinity" pass TryParse: users write numbers with digits.
    private static bool IsNumber(YamlScalar scalar, out double value)
    {
        value = 0;
        return !scalar.Quoted && scalar.Value.AsSpan().ContainsAnyInRange('0', '9') && scalar.Value.Length <= 100
            && double.TryParse(scalar.Value, Number, CultureInfo.InvariantCulture, out value);
    }

    /// <summary>How many decimals a number needs: 2 for 0.25, 3 for 25e-3.</summary>
    private static int Places(string number)
    {
        var e = number.AsSpan().IndexOfAny('e', 'E');
        var mantissa = e < 0 ? number : number[..e];
        var exponent = 0;
        if (e >= 0 && !int.TryParse(number.AsSpan(e + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out exponent))
            return int.MaxValue; // an exponent of more digits than int holds; a large positive one was out of range before
        var point = mantissa.IndexOf('.', StringComparison.Ordinal);
        var decimals = point < 0 ? 0 : mantissa.AsSpan(point + 1).TrimEnd('0').Length;
        return decimals - Math.Clamp(exponent, -1000, 1000);
    }
}
