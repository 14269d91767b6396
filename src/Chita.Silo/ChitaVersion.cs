namespace Chita.Silo;

/// <summary>What silos of one cluster must have in common.</summary>
public static class ChitaVersion
{
    /// <summary>Counts changes of what grains say to each other and keep; silos of different numbers do not mix.</summary>
    public const int Protocol = 1;

    /// <summary>The version of this program.</summary>
    public static string Release { get; } = typeof(ChitaVersion).Assembly.GetName().Version!.ToString(3);
}
