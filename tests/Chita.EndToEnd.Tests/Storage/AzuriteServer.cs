using System.Globalization;
using Azure.Storage.Blobs;
using Chita.EndToEnd.Tests.Cluster;

namespace Chita.EndToEnd.Tests.Storage;

/// <summary>An Azurite of its own on the loopback interface: Azure Blob storage on this machine. It keeps what it has in its folder.</summary>
internal sealed class AzuriteServer : IDisposable
{
    // Published with Azurite for everyone: it opens nothing but that.
    private const string Account = "devstoreaccount1";
    private const string Key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    private const string Program = "node_modules/azurite/dist/src/blob/main.js";

    private readonly string _program;
    private readonly TemporaryFolder _folder = new();
    private readonly int _port = FreePorts.Take(1)[0];
    private ServerProcess? _process;

    private AzuriteServer(string program) => _program = program;

    public string ConnectionString => string.Create(
        CultureInfo.InvariantCulture, $"DefaultEndpointsProtocol=http;AccountName={Account};AccountKey={Key};BlobEndpoint=http://127.0.0.1:{_port}/{Account};");

    /// <summary>The key in it.</summary>
    public static string Secret => Key;

    public BlobContainerClient Container(string name = "grainstate") => new(ConnectionString, name);

    public static async Task<AzuriteServer> StartAsync()
    {
        var program = Directory.GetParent(AppContext.BaseDirectory)!;
        while (program is not null && !File.Exists(Path.Combine(program.FullName, "azurite", Program)))
            program = program.Parent;
        var azurite = new AzuriteServer(Path.Combine(
            program?.FullName ?? throw new InvalidOperationException("Azurite is not there; expected it in artifacts/azurite, where test.sh puts it"), "azurite", Program));
        await azurite.RestartAsync();
        return azurite;
    }

    /// <summary>Starts it again on the same port, with what it has kept.</summary>
    public Task RestartAsync()
    {
        Kill();
        _process = ServerProcess.Start(
            ["node", _program, "--silent", "--skipApiVersionCheck", "--disableTelemetry", "--blobHost", "127.0.0.1", "--blobPort", _port.ToString(CultureInfo.InvariantCulture),
             "--location", _folder.Root],
            _folder.Root);
        return FreePorts.UntilOpenAsync(_port);
    }

    public Task FreezeAsync() => _process!.SignalAsync("STOP");

    public Task ThawAsync() => _process!.SignalAsync("CONT");

    /// <summary>Ends it as it is asked to: it writes down what it has only now and then.</summary>
    public async Task StopAsync()
    {
        await _process!.SignalAsync("TERM");
        await _process.EndAsync();
        Kill();
    }

    public void Dispose()
    {
        Kill();
        _folder.Dispose();
    }

    private void Kill()
    {
        _process?.Dispose();
        _process = null;
    }
}
