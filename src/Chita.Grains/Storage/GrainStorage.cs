namespace Chita.Grains;

/// <summary>Where grains keep their state.</summary>
public static class GrainStorage
{
    /// <summary>The name under which a host registers the grain storage.</summary>
    public const string Name = "chita";
}
