using System.CommandLine;
using System.CommandLine.Invocation;
using System.Net.Sockets;
using Chita.Silo.Clustering;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Chita.Silo;

/// <summary>The program <c>chita-silo</c>: a silo as a process.</summary>
public static class SiloProgram
{
    internal const int Done = 0;
    internal const int Failed = 1;
    internal const int InvalidInput = 3;

    /// <summary>Runs a command line to its end.</summary>
    /// <param name="args">The command line.</param>
    /// <param name="configure">Adds or replaces services of the silo.</param>
    /// <returns>The exit code: 0 stopped as asked; 1 something outside failed; 3 options that cannot be used.</returns>
    public static async Task<int> RunAsync(string[] args, Action<IServiceCollection>? configure = null)
    {
        var settings = SiloSetting.All.Select(setting => (setting.Key, Option: new Option<string?>(setting.Option)
        {
            HelpName = setting.HelpName, Description = setting.Description, Hidden = setting.Hidden, Recursive = true,
        })).ToArray();
        var root = new RootCommand(
            "Runs a silo: a member of a cluster that prunes networks. Options are also read from the environment (Chita__Clustering=redis …) "
            + "and from appsettings.json in the current folder ({ \"Chita\": { \"Clustering\": \"redis\" } }).");
        foreach (var (_, option) in settings)
            root.Options.Add(option);
        root.Add(Verb(new Command("run", "Run a silo until it is stopped; also without a verb."), Run));
        root.Add(Verb(new Command("migrate", "Make the tables in PostgreSQL and end. A silo that starts does it too."), Migrate));
        Verb(root, Run);

        var parsed = root.Parse(args);
        // The host itself answers signals.
        var exitCode = await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
        return parsed.Action is ParseErrorAction ? InvalidInput : exitCode;

        Command Verb(Command command, Func<SiloOptions, Task> run)
        {
            command.SetAction((result, _) => GuardAsync(() => run(SiloOptionsReader.Read(
                settings.Where(setting => result.GetResult(setting.Option) is not null)
                    .Select(setting => KeyValuePair.Create(setting.Key, result.GetValue(setting.Option))),
                storeOnly: command.Name == "migrate"))));
            return command;
        }

        Task Run(SiloOptions options) => RunSiloAsync(options, configure);
    }

    private static async Task RunSiloAsync(SiloOptions options, Action<IServiceCollection>? configure)
    {
        PortCheck.ThrowIfTaken(options);
        await new ClusterStore(options, TimeProvider.System, Tell).PrepareAsync();
        using var host = SiloHost.Build(options, configure);
        try
        {
            await host.StartAsync();
        }
        catch (Exception failure)
        {
            await LeaveAsync(host);
            throw failure.GetBaseException() is SiloStartException known ? known
                : failure.GetBaseException() is SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse } taken ? new SiloStartException("a port was taken just now", taken)
                : new SiloStartException($"the silo did not start: {failure.GetBaseException().Message}{Hint(options)}", failure);
        }

        var self = host.Services.GetRequiredService<ILocalSiloDetails>();
        Console.WriteLine($"chita-silo {ChitaVersion.Release} ready: silo {self.SiloAddress.Endpoint}, gateway {self.GatewayAddress.Endpoint}, cluster {options.ClusterId}");
        await host.WaitForShutdownAsync();
    }

    private static async Task Migrate(SiloOptions options)
    {
        if (!options.UsesAdoNet)
            throw new InvalidInputException("migrate: only PostgreSQL has tables to make; expected --clustering adonet or --storage adonet, and --adonet");
        await new ClusterStore(options, TimeProvider.System, Tell).MigrateAsync();
        Console.WriteLine("chita-silo: the tables are there");
    }

    /// <summary>Takes a silo that did not become active out of the table of members, as far as that goes.</summary>
    private static async Task LeaveAsync(IHost host)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        try
        {
            await host.StopAsync(patience.Token);
        }
        catch (Exception failure)
        {
            host.Services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(SiloProgram)).LogDebug(failure, "Leaving after a failed start");
        }
    }

    private static async Task<int> GuardAsync(Func<Task> verb)
    {
        try
        {
            await verb();
            return Done;
        }
        catch (InvalidInputException failure)
        {
            foreach (var line in failure.Message.Split('\n'))
                Tell(line);
            return InvalidInput;
        }
        catch (SiloStartException failure)
        {
            Tell(failure.Message);
            return Failed;
        }
    }

    private static string Hint(SiloOptions options) => options.LogLevel < LogLevel.Information ? "" : " (--log-level debug shows more)";

    private static void Tell(string line) => Console.Error.WriteLine($"chita-silo: {line}");
}
