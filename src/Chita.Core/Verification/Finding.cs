using System.Text.Json.Serialization;

namespace Chita.Verification;

/// <summary>One thing in an output folder that is not as it must be.</summary>
/// <param name="Where">File, and tensor or key in it.</param>
/// <param name="Problem">What is wrong there, for the user.</param>
/// <param name="Expected">What was expected; null when <paramref name="Problem"/> says all there is.</param>
/// <param name="Found">What was found instead.</param>
public sealed record Finding(string Where, string Problem, string? Expected = null, string? Found = null)
{
    /// <summary>Place and problem in one line that is fit for a terminal, whatever the files hold.</summary>
    [JsonIgnore]
    public string Message => Printable.Text($"{Where}: {Problem}");
}
