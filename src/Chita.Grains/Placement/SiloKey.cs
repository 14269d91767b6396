using System.Diagnostics.CodeAnalysis;

namespace Chita.Grains.Placement;

/// <summary>Keys of grains that belong on one silo: they end in <c>@S</c> and the silo's address.</summary>
internal static class SiloKey
{
    private const string Mark = "@S";

    /// <summary>The key of a grain that lives on this silo and on no other.</summary>
    public static string Of(string name, SiloAddress silo) => name + Mark + silo.ToParsableString();

    /// <summary>What a key says before it names a silo; all of it, when it names none.</summary>
    public static string NameOf(string key)
    {
        var mark = key.LastIndexOf(Mark, StringComparison.Ordinal);
        return mark < 0 ? key : key[..mark];
    }

    /// <summary>The silo that a key names, if it names one.</summary>
    public static bool TryGetSilo(string key, [NotNullWhen(true)] out SiloAddress? silo)
    {
        silo = null;
        var mark = key.LastIndexOf(Mark, StringComparison.Ordinal);
        return mark >= 0 && SiloAddress.TryParse(key[(mark + Mark.Length)..], out silo); // a tensor may be named with the mark, too
    }
}
