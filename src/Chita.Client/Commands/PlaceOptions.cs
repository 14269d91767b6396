using System.CommandLine;
using Chita.Client.Connections;
using Chita.Silo;

namespace Chita.Client.Commands;

/// <summary>The options that say where campaigns are: on a cluster, or in a folder of this machine.</summary>
internal sealed class PlaceOptions
{
    private readonly Option<string?> _gateway = new("--gateway")
    {
        HelpName = "HOST:PORT,…",
        Description = "Work on the cluster behind these gateways, not on this machine. Relative paths start at the data root of its silos.",
    };

    private readonly Option<string> _clusterId = new("--cluster-id")
    {
        HelpName = "ID",
        Description = $"What the cluster's silos call it. Default: {SiloOptions.DefaultClusterId}.",
        DefaultValueFactory = _ => SiloOptions.DefaultClusterId,
    };

    private readonly Option<string> _store = new("--store")
    {
        HelpName = "DIR",
        Description = $"Without --gateway, the folder where campaigns are kept. Default: {CampaignStore.DefaultFolder} in the current folder.",
        DefaultValueFactory = _ => CampaignStore.DefaultFolder,
    };

    /// <summary>Adds the options to a verb that works on a cluster or in a folder.</summary>
    /// <param name="command">The verb.</param>
    /// <param name="localOnly">Its options that mean nothing on a cluster.</param>
    public void AddTo(Command command, params Option[] localOnly)
    {
        AddClusterTo(command, [.. localOnly, _store]);
        command.Options.Add(_store);
    }

    /// <summary>Adds the option to a verb that works in a folder.</summary>
    public void AddStoreTo(Command command) => command.Options.Add(_store);

    /// <summary>Adds the options to a verb that keeps no campaigns.</summary>
    public void AddClusterTo(Command command, params Option[] localOnly)
    {
        command.Options.Add(_gateway);
        command.Options.Add(_clusterId);
        command.Validators.Add(result =>
        {
            if (result.GetResult(_gateway) is null)
            {
                if (result.GetResult(_clusterId) is { Implicit: false })
                    result.AddError("--cluster-id has a meaning only with --gateway.");
                return;
            }

            foreach (var option in localOnly.Where(option => result.GetResult(option) is { Implicit: false }))
                result.AddError($"{option.Name} has no meaning with --gateway: the silos have their own.");
        });
    }

    /// <summary>Settings with the place in them.</summary>
    /// <param name="settings">The others.</param>
    /// <param name="parsed">The command line.</param>
    /// <param name="keeps">Whether the verb keeps campaigns in a folder.</param>
    public RunSettings Read(RunSettings settings, ParseResult parsed, bool keeps = true) => parsed.GetValue(_gateway) is { } gateways
        ? settings with { Cluster = new ClusterAddress(gateways, parsed.GetValue(_clusterId)!) }
        : settings with { Store = keeps ? new CampaignStore(parsed.GetValue(_store)!) : null };
}
