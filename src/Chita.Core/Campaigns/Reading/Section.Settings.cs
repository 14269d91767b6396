using System.Globalization;
using System.Text.RegularExpressions;
using Chita.Numerics;

namespace Chita.Campaigns.Reading;

/// <summary>Switches and durations.</summary>
internal sealed partial class Section
{
    /// <summary>true or false.</summary>
    internal bool? Switch(string key)
    {
        if (Scalar(key, null, "true or false") is not { } scalar)
            return null;
        if (!scalar.Quoted && scalar.Value is "true" or "false")
            return scalar.Value == "true";
        Problem(key, scalar, "is neither true nor false");
        return null;
    }

    /// <summary>A duration such as 90s, 10m, 1h30m or 2d, in whole seconds.</summary>
    internal TimeSpan? Duration(string key, TimeSpan min, TimeSpan max)
    {
        var expected = $"a duration such as 10m, 1h30m or 2d, from {min.TotalSeconds.ToString(CultureInfo.InvariantCulture)}s to {max.Days}d";
        if (Scalar(key, null, expected) is not { } scalar)
            return null;
        var parts = DurationPattern().Match(scalar.Value);
        var value = TimeSpan.FromSeconds(Part("d", 86400) + Part("h", 3600) + Part("m", 60) + Part("s", 1));
        if (parts.Success && value >= min && value <= max)
            return value;
        Problem(key, scalar, $"is not {expected}");
        return null;

        long Part(string unit, long seconds) =>
            parts.Groups[unit] is { Success: true } digits ? seconds * long.Parse(digits.Value, CultureInfo.InvariantCulture) : 0;
    }

    /// <summary>A number of bytes, at least one.</summary>
    internal long? Size(string key)
    {
        if (Scalar(key, null, ByteSize.Expected) is not { } scalar)
            return null;
        if (ByteSize.TryParse(scalar.Value, out var size) && size.Bytes > 0)
            return size.Bytes;
        Problem(key, scalar, $"is not a size; expected {ByteSize.Expected}");
        return null;
    }

    [GeneratedRegex(@"\A((?<d>[0-9]{1,8})d)?((?<h>[0-9]{1,8})h)?((?<m>[0-9]{1,8})m)?((?<s>[0-9]{1,8})s)?\z", RegexOptions.ExplicitCapture)]
    private static partial Regex DurationPattern();
}
