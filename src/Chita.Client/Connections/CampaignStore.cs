using System.Text.Json;
using Chita.Files;
using Chita.Silo;

namespace Chita.Client.Connections;

/// <summary>
/// The folder where campaigns are kept when no cluster is named. One process at a time serves it, with a silo, and publishes where; the others go
/// through its gateway.
/// </summary>
/// <param name="folder">The folder; made when missing.</param>
internal sealed class CampaignStore(string folder)
{
    /// <summary>The folder when none is named.</summary>
    public const string DefaultFolder = ".chita";

    private const string PartialSuffix = ".new";

    public string Folder { get; } = Path.GetFullPath(folder);

    /// <summary>What a silo in the background says.</summary>
    public string Log => Path.Combine(Folder, "serve.log");

    /// <summary>Whether the folder has been used, and is there still.</summary>
    public bool IsThere => File.Exists(ServerLock);

    private string ServerLock => Path.Combine(Folder, "lock");

    private string GuestsLock => Path.Combine(Folder, "guests.lock");

    private string Address => Path.Combine(Folder, "silo.json");

    /// <summary>The right to serve the folder, until it is disposed; null when another process has it.</summary>
    /// <exception cref="InvalidInputException">The folder cannot be written.</exception>
    public IDisposable? TryServe()
    {
        try
        {
            Make();
            var right = FileLock.TryTake(ServerLock);
            if (right is not null)
                File.Delete(Address); // of a process that was killed
            return right;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"{Folder}: campaigns cannot be kept there ({failure.Message}); --store names another folder.", failure);
        }
    }

    /// <summary>Tells other processes of the same user where the silo is.</summary>
    public void Publish(ServingProcess serving)
    {
        var partial = Address + PartialSuffix;
        var forItsUser = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) // where a user's folders are closed to others
            forItsUser.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var file = new FileStream(partial, forItsUser))
            JsonSerializer.Serialize(file, serving);
        File.Move(partial, Address, overwrite: true);
    }

    /// <summary>No process comes any more through what was published.</summary>
    public void Withdraw()
    {
        if (Directory.Exists(Folder)) // its user may have removed it
            File.Delete(Address);
    }

    /// <summary>The process that serves; null when none has said so.</summary>
    public ServingProcess? Find()
    {
        try
        {
            return JsonSerializer.Deserialize<ServingProcess>(File.ReadAllBytes(Address));
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException or JsonException)
        {
            return null;
        }
    }

    /// <summary>Keeps the serving process from ending for want of work, until it is disposed; null while that process ends.</summary>
    public IDisposable? TryBeGuest() => FileLock.TryShare(GuestsLock);

    /// <summary>Keeps guests out until it is disposed; null while there are some.</summary>
    public IDisposable? TryCloseToGuests() => FileLock.TryTake(GuestsLock);

    private void Make()
    {
        if (Directory.Exists(Folder))
            return;
        Directory.CreateDirectory(Folder);
        File.WriteAllText(Path.Combine(Folder, ".gitignore"), "*\n"); // of no use to anyone who clones
    }
}

/// <summary>A process that serves a folder.</summary>
/// <param name="Process">Its number.</param>
/// <param name="Gateway">Where it answers, <c>HOST:PORT</c>.</param>
/// <param name="ClusterId">What it asks for.</param>
/// <param name="Version">The version of its program.</param>
internal sealed record ServingProcess(int Process, string Gateway, string ClusterId, string Version)
{
    public static ServingProcess Of(EmbeddedSilo silo) => new(Environment.ProcessId, silo.Gateway!.ToString(), silo.ClusterId, ChitaVersion.Release);
}
