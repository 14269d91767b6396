using Chita.Numerics;
using Npgsql;
using StackExchange.Redis;

namespace Chita.Silo;

/// <summary>Ranges, and what one option asks of another.</summary>
internal static class SiloOptionsValidator
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

    /// <summary>What is wrong with the choice of a store alone: all that <c>migrate</c> needs to be right.</summary>
    public static IEnumerable<string> StoreProblems(SiloOptions options)
    {
        if (options.Clustering == ClusteringKind.Redis && string.IsNullOrWhiteSpace(options.Redis))
            yield return "--redis: is missing; expected HOST:PORT, because --clustering is redis";
        else if (options.Redis is not null && Refused(() => ConfigurationOptions.Parse(options.Redis).EndPoints.Count == 0))
            yield return $"--redis: {options.Redis} is not an address; expected HOST:PORT";
        if (options.Clustering == ClusteringKind.AdoNet && string.IsNullOrWhiteSpace(options.AdoNet))
            yield return "--adonet: is missing; expected a connection string of Npgsql such as \"Host=db;Database=chita;Username=chita\", because --clustering is adonet";
        else if (options.AdoNet is not null && Refused(() => new NpgsqlConnectionStringBuilder(options.AdoNet).Host is null))
            yield return "--adonet: is not a connection string; expected one of Npgsql such as \"Host=db;Database=chita;Username=chita\""; // it may hold a password: not shown
    }

    private static bool Refused(Func<bool> test)
    {
        try
        {
            return test();
        }
        catch (ArgumentException)
        {
            return true;
        }
    }
}
