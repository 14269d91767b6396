using System.Text.RegularExpressions;
using Chita.Numerics;
using Chita.Silo.Storage;
using Npgsql;
using StackExchange.Redis;

namespace Chita.Silo;

/// <summary>Ranges, and what one option asks of another.</summary>
internal static partial class SiloOptionsValidator
{
    private const int MaxPort = 65535;

    public static IReadOnlyList<string> Problems(SiloOptions options)
    {
        var problems = new List<string>(StoreProblems(options));
        Port("--silo-port", options.SiloPort, 1);
        Port("--gateway-port", options.GatewayPort, 1);
        Port("--http-port", options.HttpPort, 0);
        int[] ports = [.. new[] { options.SiloPort, options.GatewayPort, options.HttpPort }.Where(port => port > 0)];
        if (ports.Distinct().Count() < ports.Length)
            problems.Add($"--silo-port, --gateway-port and --http-port must differ; they are {string.Join(", ", ports)}");
        if (options.DataRoot is null)
            problems.Add("--data-root: is missing; expected the folder that all silos share, where relative paths of campaigns start");
        else
            Folder("--data-root", options.DataRoot);
        if (options.Slices is not null)
            Folder("--slices", options.Slices);
        if (options.Spill is not null)
            Folder("--spill", options.Spill);
        if (options.State is not null)
            Folder("--state", options.State);
        if (options is { Artifacts: ArtifactsKind.Folder, ArtifactsFolder: { } artifacts })
            Folder("--artifacts", artifacts);
        if (options.Artifacts == ArtifactsKind.Folder && options.Slices is not null && options.Slices == options.EffectiveArtifactsFolder)
            problems.Add($"--slices: {options.Slices} is also the folder of --artifacts; expected one of its own, for slices are removed as soon as a stage ends");
        if (options.Memory < SiloOptions.LeastMemory)
            problems.Add($"--memory: {new ByteSize(options.Memory)} is too little; expected {new ByteSize(SiloOptions.LeastMemory)} or more");
        Range("--threads", options.Threads, 0, 1024);
        Range("--wait", options.WaitSeconds, 0, 3600);
        if (options.Primary is not null && options.Clustering != ClusteringKind.Localhost)
            problems.Add("--primary: is for --clustering localhost only");
        Word("--cluster-id", options.ClusterId);
        if (options.Name is not null)
            Word("--name", options.Name);
        return problems;

        void Port(string option, int port, int least) => Range(option, port, least, MaxPort);

        void Range(string option, int value, int least, int most)
        {
            if (value < least || value > most)
                problems.Add($"{option}: {value} is outside {least} … {most}");
        }

        void Folder(string option, string path)
        {
            if (!Directory.Exists(path))
                problems.Add($"{option}: {path} is not a folder; expected one that exists");
        }

        void Word(string option, string text)
        {
            if (text.Length is 0 or > 100 || !text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.'))
                problems.Add($"{option}: \"{text}\" is not a name; expected up to 100 letters, digits, '-', '_' or '.'");
        }
    }

    /// <summary>What is wrong with the choice of stores alone: all that <c>migrate</c> needs to be right.</summary>
    public static IEnumerable<string> StoreProblems(SiloOptions options)
    {
        if (options.UsesRedis && string.IsNullOrWhiteSpace(options.Redis))
            yield return $"--redis: is missing; expected HOST:PORT, because {(options.Clustering == ClusteringKind.Redis ? "--clustering" : "--storage")} is redis";
        else if (options.Redis is not null && Refused(() => ConfigurationOptions.Parse(options.Redis).EndPoints.Count == 0))
            yield return $"--redis: {options.Redis} is not an address; expected HOST:PORT";
        if (options.UsesAdoNet && string.IsNullOrWhiteSpace(options.AdoNet))
            yield return "--adonet: is missing; expected a connection string of Npgsql such as \"Host=db;Database=chita;Username=chita\", "
                + $"because {(options.Clustering == ClusteringKind.AdoNet ? "--clustering" : "--storage")} is adonet";
        else if (options.AdoNet is not null && Refused(() => new NpgsqlConnectionStringBuilder(options.AdoNet).Host is null))
            yield return "--adonet: is not a connection string; expected one of Npgsql such as \"Host=db;Database=chita;Username=chita\""; // it may hold a password: not shown
        if (options.State is not null && options.EffectiveStorage != StorageKind.File)
            yield return "--state: is for --storage file only";
        foreach (var problem in AzureProblems(options))
            yield return problem;
    }

    private static IEnumerable<string> AzureProblems(SiloOptions options)
    {
        const string Example = "\"DefaultEndpointsProtocol=https;AccountName=…;AccountKey=…\"";
        if (options.Azure is not null && !options.UsesAzure)
            yield return "--azure: is for azure as --storage, --artifacts or --slices only";
        else if (options.UsesAzure && string.IsNullOrWhiteSpace(options.Azure))
            yield return $"--azure: is missing; expected a connection string such as {Example}, because {(options.EffectiveStorage == StorageKind.Azure ? "--storage" : options.AzureSlices ? "--slices" : "--artifacts")} is azure";
        else if (options.Azure is not null && Refused(() => AzureStore.Client(options).Uri is null))
            yield return $"--azure: is not a connection string; expected one such as {Example}"; // it may hold a key: not shown
        foreach (var (option, container) in new[] { ("--azure-container", options.AzureContainer), ("--artifacts-container", options.ArtifactsContainer), ("--slices-container", options.SlicesContainer) })
        {
            if (container.Length is < 3 or > 63 || !ContainerNames().IsMatch(container))
                yield return $"{option}: \"{container}\" is not a container; expected 3 to 63 lower-case letters, digits and single hyphens between them";
        }

        if (options is { AzureSlices: true, Artifacts: ArtifactsKind.Azure } && options.SlicesContainer == options.ArtifactsContainer)
            yield return $"--slices-container: {options.SlicesContainer} is also --artifacts-container; expected one of its own, for slices are removed as soon as a stage ends";
    }

    [GeneratedRegex(@"\A[a-z0-9]+(-[a-z0-9]+)*\z")]
    private static partial Regex ContainerNames();

    private static bool Refused(Func<bool> test)
    {
        try
        {
            return test();
        }
        catch (Exception failure) when (failure is ArgumentException or FormatException)
        {
            return true;
        }
    }
}
