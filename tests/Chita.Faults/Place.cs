namespace Chita.Faults;

/// <summary>Where a server is.</summary>
/// <param name="Address">Its IP address.</param>
/// <param name="NetworkNamespace">Its network namespace; null: this process's.</param>
internal sealed record Place(string Address, string? NetworkNamespace)
{
    public static readonly Place Here = new("127.0.0.1", null);

    /// <summary>What to put before a command, so that it runs there.</summary>
    public string[] Prefix => NetworkNamespace is null ? [] : ["ip", "netns", "exec", NetworkNamespace];
}
