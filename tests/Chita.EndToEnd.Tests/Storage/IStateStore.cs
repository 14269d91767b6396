using Chita.Silo;

namespace Chita.EndToEnd.Tests.Storage;

/// <summary>What keeps states for a silo: a server, or a folder.</summary>
internal interface IStateStore : IDisposable
{
    /// <summary>Says to a silo that states are kept here.</summary>
    SiloOptions Choose(SiloOptions options);

    /// <summary>Stops it, with what it has, and starts it again.</summary>
    Task RestartAsync();

    /// <summary>It does not answer any more: it hangs, or is gone.</summary>
    Task GoAsync();

    /// <summary>It answers again.</summary>
    Task ComeBackAsync();
}
