using System.Globalization;
using System.Net;
using Chita.Numerics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace Chita.Silo;

/// <summary>Reads options from the command line, else the environment, else <c>appsettings.json</c> in the current folder, and keeps every problem.</summary>
internal sealed class SiloOptionsReader
{
    private const string Section = "Chita";

    private readonly IConfigurationSection _values;
    private readonly List<string> _problems = [];

    private SiloOptionsReader(IConfiguration configuration) => _values = configuration.GetSection(Section);

    /// <summary>Reads and checks.</summary>
    /// <param name="commandLine">What the command line gives, by key.</param>
    /// <param name="storeOnly">Check only what says where state is kept.</param>
    /// <exception cref="InvalidInputException">A line for every problem.</exception>
    public static SiloOptions Read(IEnumerable<KeyValuePair<string, string?>> commandLine, bool storeOnly = false)
    {
        IConfiguration configuration;
        try
        {
            configuration = new ConfigurationBuilder()
                .SetBasePath(Environment.CurrentDirectory)
                .AddJsonFile("appsettings.json", optional: true)
                .AddEnvironmentVariables()
                .AddInMemoryCollection(commandLine.Select(pair => KeyValuePair.Create(ConfigurationPath.Combine(Section, pair.Key), pair.Value)))
                .Build();
        }
        catch (InvalidDataException failure)
        {
            throw new InvalidInputException($"appsettings.json: {failure.InnerException?.Message ?? failure.Message}", failure);
        }

        var reader = new SiloOptionsReader(configuration);
        var options = reader.Read();
        reader._problems.AddRange(storeOnly ? SiloOptionsValidator.StoreProblems(options) : options.Problems());
        return reader._problems.Count == 0 ? options : throw new InvalidInputException(string.Join('\n', reader._problems));
    }

    private SiloOptions Read()
    {
        var defaults = new SiloOptions();
        return new SiloOptions
        {
            Clustering = Value("Clustering", defaults.Clustering, Word<ClusteringKind>, "localhost, redis or adonet"),
            Storage = Value("Storage", defaults.Storage, text => Word<StorageKind>(text) is (true, var kind) ? (true, kind) : default, "file, memory, redis, adonet or azure"),
            State = Folder("State"),
            Azure = Text("Azure"),
            AzureContainer = Text("AzureContainer") ?? defaults.AzureContainer,
            Artifacts = Text("Artifacts") switch { "azure" => ArtifactsKind.Azure, "none" => ArtifactsKind.None, _ => ArtifactsKind.Folder },
            ArtifactsFolder = Text("Artifacts") is "azure" or "none" ? null : Folder("Artifacts"),
            ArtifactsContainer = Text("ArtifactsContainer") ?? defaults.ArtifactsContainer,
            Redis = Text("Redis"),
            AdoNet = Text("AdoNet"),
            Primary = Value("Primary", defaults.Primary, text => IPEndPoint.TryParse(text, out var end) && end.Port > 0 ? (true, end) : default, "IP:PORT"),
            SiloPort = Value("SiloPort", defaults.SiloPort, Number, "a port"),
            GatewayPort = Value("GatewayPort", defaults.GatewayPort, Number, "a port"),
            HttpPort = Value("HttpPort", defaults.HttpPort, Number, "a port, or 0 for none"),
            Advertise = Value("Advertise", defaults.Advertise, text => (IPAddress.TryParse(text, out var ip), ip), "an IP address"),
            DataRoot = Folder("DataRoot"),
            Memory = Value("Memory", defaults.Memory, text => (ByteSize.TryParse(text, out var size), size.Bytes), ByteSize.Expected),
            Spill = Folder("Spill"),
            Threads = Value("Threads", defaults.Threads, Number, "a number of threads, or 0 for one per core"),
            Slices = Text("Slices") is "none" or "azure" ? null : Folder("Slices"),
            AzureSlices = Text("Slices") is "azure",
            SlicesContainer = Text("SlicesContainer") ?? defaults.SlicesContainer,
            ClusterId = Text("ClusterId") ?? defaults.ClusterId,
            Name = Text("Name"),
            LogLevel = Value("LogLevel", defaults.LogLevel, Level, "trace, debug, information, warning or error"),
            WaitSeconds = Value("Wait", defaults.WaitSeconds, Number, "a number of seconds"),
            ProtocolVersion = Value("ProtocolVersion", defaults.ProtocolVersion, Number, "a number"),
        };
    }

    private string? Text(string key) => _values[key] is { Length: > 0 } text ? text : null;

    private string? Folder(string key) => Text(key) is { } path ? Path.GetFullPath(path) : null;

    private T Value<T>(string key, T otherwise, Func<string, (bool Good, T Value)> read, string expected)
    {
        if (Text(key) is not { } text)
            return otherwise;
        var (good, value) = read(text);
        if (good)
            return value;
        var option = SiloSetting.All.Single(setting => setting.Key == key).Option;
        _problems.Add($"{option}: \"{text}\" is not {expected}");
        return otherwise;
    }

    private static (bool, int) Number(string text) => (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number), number);

    // Enum.TryParse takes numbers too, and nobody means those.
    private static (bool, T) Word<T>(string text) where T : struct, Enum =>
        (Enum.TryParse<T>(text, ignoreCase: true, out var kind) && Enum.GetNames<T>().Contains(text, StringComparer.OrdinalIgnoreCase), kind);

    private static (bool, LogLevel) Level(string text) =>
        (Enum.TryParse<LogLevel>(text, ignoreCase: true, out var level) && level is >= LogLevel.Trace and <= LogLevel.Error && !char.IsAsciiDigit(text[0]), level);
}
