using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Chita.Campaigns.Reading;

/// <summary>
/// YAML text to nodes that know their lines. Only what a campaign file needs: one document, no anchors, aliases or tags
/// (a small file with aliases can stand for a huge tree), bounded depth.
/// </summary>
internal sealed class YamlReader
{
    private const int MaxDepth = 16;

    private readonly Parser _parser;
    private readonly ProblemList _problems;
    private int _line = 1; // of the last event

    private YamlReader(string yaml, ProblemList problems) => (_parser, _problems) = (new(new StringReader(yaml)), problems);

    /// <summary>The document's mapping; null when there is none, with the reason in <paramref name="problems"/>.</summary>
    internal static YamlMapping? Read(string yaml, ProblemList problems)
    {
        var reader = new YamlReader(yaml, problems);
        try
        {
            var root = reader.Document();
            if (root is YamlMapping mapping)
                return mapping;
            problems.Add(root?.Line ?? 1, "", "is not a campaign; expected a mapping that begins with apiVersion: chita/v1");
        }
        catch (YamlException e)
        {
            // Not every error of the parser knows its place; none lies before the last event.
            var (line, place) = LineOf(e.Start) >= reader._line ? (LineOf(e.Start), "") : (reader._line, " (on this line or below)");
            problems.Add(line, "", $"is not valid YAML: {e.Message}{place}");
        }
        return null;
    }

    private YamlNode? Document()
    {
        Next(); // stream start
        if (Next() is not DocumentStart)
            return null;
        var root = Node(Next(), 0, "");
        Next(); // document end
        if (Next() is DocumentStart second)
            throw Refused(second, "one campaign a file; a second document begins here");
        return root;
    }

    private YamlNode Node(ParsingEvent at, int depth, string path)
    {
        if (depth > MaxDepth)
            throw Refused(at, $"nested deeper than {MaxDepth} levels");
        if (at is AnchorAlias || at is NodeEvent { Anchor.IsEmpty: false })
            throw Refused(at, "anchors and aliases are not supported; write the value out");
        if (at is NodeEvent { Tag.IsEmpty: false })
            throw Refused(at, "tags are not supported; write the value without");
        return at switch
        {
            Scalar scalar => new YamlScalar(LineOf(at.Start), scalar.Value, scalar.Style != ScalarStyle.Plain),
            SequenceStart => Sequence(at, depth, path),
            MappingStart => Mapping(at, depth, path),
            _ => throw Refused(at, "expected a value"),
        };
    }

    private YamlSequence Sequence(ParsingEvent start, int depth, string path)
    {
        var items = new List<YamlNode>();
        for (var at = Next(); at is not SequenceEnd; at = Next())
            items.Add(Node(at, depth + 1, $"{path}[{items.Count}]"));
        return new(LineOf(start.Start), items);
    }

    private YamlMapping Mapping(ParsingEvent start, int depth, string path)
    {
        var entries = new Dictionary<string, YamlEntry>(StringComparer.Ordinal);
        for (var at = Next(); at is not MappingEnd; at = Next())
        {
            if (Node(at, depth + 1, path) is not YamlScalar key)
                throw Refused(at, "a key must be a single word");
            var keyPath = Section.Join(path, YamlScalar.Short(key.Value));
            var value = Node(Next(), depth + 1, keyPath);
            if (!entries.TryAdd(key.Value, new(key.Line, value)))
                _problems.Add(key.Line, keyPath, $"is given twice, first on line {entries[key.Value].KeyLine}; keep one");
        }
        return new(LineOf(start.Start), entries);
    }

    private ParsingEvent Next()
    {
        try
        {
            if (_parser.MoveNext() && _parser.Current is { } current)
            {
                _line = LineOf(current.Start);
                return current;
            }
        }
        catch (Exception e) when (e is not YamlException)
        {
            // The parser answers some texts with exceptions that are not for users; a "[" never closed is the usual one.
            throw new YamlException(Mark.Empty, Mark.Empty, "something cannot be read; is a [ or { left open?", e);
        }
        throw new YamlException(Mark.Empty, Mark.Empty, "it ends too early");
    }

    private static YamlException Refused(ParsingEvent at, string why) => new(at.Start, at.End, why);

    private static int LineOf(Mark mark) => (int)Math.Max(1, mark.Line);
}
