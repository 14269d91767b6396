using System.CommandLine;
using Chita.Client.Connections;
using Chita.Silo;

namespace Chita.Client.Commands;

/// <summary>The options that name a cluster.</summary>
internal sealed class ClusterOptions
{
    private readonly Option<string> _clusterId = new("--cluster-id")
    {
        HelpName = "ID",
        Description = $"What the cluster's silos call it. Default: {SiloOptions.DefaultClusterId}.",
        DefaultValueFactory = _ => SiloOptions.DefaultClusterId,
    };

    private readonly Option<string?> _gateway;

    /// <param name="required">Whether the verb is for clusters only.</param>
    public ClusterOptions(bool required) => _gateway = new Option<string?>("--gateway")
    {
        HelpName = "HOST:PORT,…",
        Required = required,
        Description = required
            ? "Gateways of the cluster: one, or several with commas between them."
            : "Work on the cluster behind these gateways, not in this process. Relative paths start at the data root of its silos.",
    };

    /// <summary>Adds the options to a verb.</summary>
    /// <param name="command">The verb.</param>
    /// <param name="localOnly">Its options that mean nothing on a cluster.</param>
    public void AddTo(Command command, params Option[] localOnly)
    {
        command.Options.Add(_gateway);
        command.Options.Add(_clusterId);
        command.Validators.Add(result =>
        {
            if (result.GetResult(_gateway) is null)
                return;
            foreach (var option in localOnly.Where(option => result.GetResult(option) is { Implicit: false }))
                result.AddError($"{option.Name} has no meaning with --gateway: the silos have their own.");
        });
    }

    public ClusterAddress? Read(ParseResult parsed) =>
        parsed.GetValue(_gateway) is { } gateways ? new ClusterAddress(gateways, parsed.GetValue(_clusterId)!) : null;
}
