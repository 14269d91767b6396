using System.Globalization;

namespace Chita.Formats;

/// <summary>
/// The Python dictionary in a .npy header, as in <c>{'descr': '&lt;f4', 'fortran_order': False, 'shape': (3, 4), }</c>:
/// just these three keys, in any order, with just these kinds of values. Nothing is evaluated.
/// </summary>
internal ref struct NpyHeader
{
    private readonly string _path;
    private ReadOnlySpan<char> _rest;

    private NpyHeader(string path, string text)
    {
        _path = path;
        _rest = text;
    }

    /// <summary>The element type.</summary>
    public SafetensorsType Type { get; private set; }

    /// <summary>The dimensions.</summary>
    public long[] Shape { get; private set; } = [];

    /// <summary>Parses the header's text, without the prefix of magic, version and length.</summary>
    public static NpyHeader Parse(string path, string text)
    {
        var header = new NpyHeader(path, text);
        header.ParseDictionary();
        return header;
    }

    private void ParseDictionary()
    {
        var missing = new HashSet<string> { "descr", "fortran_order", "shape" };
        Expect('{');
        while (!Take('}'))
        {
            var key = ParseString();
            if (!missing.Remove(key))
                throw Error($"the key {InputFile.Quote(key)} comes twice or is not known");
            Expect(':');
            if (key == "descr")
                Type = ParseType();
            else if (key == "shape")
                Shape = ParseShape();
            else
                ParseOrder();
            if (!Take(','))
            {
                Expect('}');
                break;
            }
        }

        if (missing.Count > 0)
            throw Error($"it lacks '{missing.First()}'");
        if (!_rest.Trim().IsEmpty)
            throw Error("text follows the dictionary");
    }

    private SafetensorsType ParseType()
    {
        if (Take('['))
            throw new InvalidInputException($"{_path}: structured arrays are not read; save one plain array per file.");
        var descr = ParseString();
        return descr switch
        {
            "<f4" => SafetensorsType.F32,
            "<f8" => SafetensorsType.F64,
            "<i8" => SafetensorsType.I64,
            "<i4" => SafetensorsType.I32,
            "<i2" => SafetensorsType.I16,
            "|i1" => SafetensorsType.I8,
            "|u1" => SafetensorsType.U8,
            "|b1" => SafetensorsType.Bool,
            _ => throw new InvalidInputException(
                $"{_path}: arrays of type {InputFile.Quote(descr)} are not read; convert with astype to one of <f4, <f8, <i8, <i4, <i2, |i1, |u1, |b1."),
        };
    }

    private void ParseOrder()
    {
        if (TakeWord("False"))
            return;
        if (TakeWord("True"))
            throw new InvalidInputException($"{_path}: the array is in Fortran order; save it with numpy.ascontiguousarray.");
        throw Error("'fortran_order' is neither True nor False");
    }

    private long[] ParseShape()
    {
        var shape = new List<long>();
        Expect('(');
        while (!Take(')'))
        {
            _rest = _rest.TrimStart();
            var digits = _rest.IndexOfAnyExceptInRange('0', '9');
            if (digits < 1 || !long.TryParse(_rest[..digits], NumberStyles.None, CultureInfo.InvariantCulture, out var dimension))
                throw Error("'shape' is not a tuple of non-negative integers");
            _rest = _rest[digits..];
            shape.Add(dimension);
            if (!Take(','))
            {
                Expect(')');
                break;
            }
        }

        return [.. shape];
    }

    private string ParseString()
    {
        _rest = _rest.TrimStart();
        if (!_rest.IsEmpty && _rest[0] is '\'' or '"')
        {
            var end = _rest[1..].IndexOf(_rest[0]);
            if (end >= 0)
            {
                var value = _rest.Slice(1, end).ToString();
                _rest = _rest[(end + 2)..];
                return value;
            }
        }

        throw Error("a quoted word is missing");
    }

    private bool Take(char symbol)
    {
        _rest = _rest.TrimStart();
        if (_rest.IsEmpty || _rest[0] != symbol)
            return false;
        _rest = _rest[1..];
        return true;
    }

    private bool TakeWord(string word)
    {
        _rest = _rest.TrimStart();
        if (!_rest.StartsWith(word, StringComparison.Ordinal))
            return false;
        _rest = _rest[word.Length..];
        return true;
    }

    private void Expect(char symbol)
    {
        if (!Take(symbol))
            throw Error($"'{symbol}' is missing");
    }

    private readonly InvalidInputException Error(string what)
    {
        var seen = _rest.Length > 0 ? $" before {InputFile.Quote(_rest[..Math.Min(_rest.Length, 100)].ToString())}" : "";
        return new($"{_path}: the .npy header is not one that numpy.save writes: {what}{seen}.");
    }
}
