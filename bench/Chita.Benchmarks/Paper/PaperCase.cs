using System.Globalization;
using Chita.Campaigns;

namespace Chita.Benchmarks.Paper;

/// <summary>A campaign that gives one row of a table: all levels of a network by one method.</summary>
/// <param name="Network">The network.</param>
/// <param name="Method">The method.</param>
/// <param name="InStages">On a path of many stages; else every level is solved with the same gradients of the dense network.</param>
/// <param name="Seed">Of the batches.</param>
internal sealed record PaperCase(PaperNetwork Network, PruningMethod Method, bool InStages, int Seed)
{
    private const string Auto = "auto", Holdout = "0.1";

    /// <summary>The campaign's name, and that of its folder.</summary>
    public string Name => string.Create(CultureInfo.InvariantCulture, $"{Network.Name.ToLowerInvariant()}-{Method.Word()}-{(InStages ? "stages" : "once")}-{Seed}");

    /// <summary>The campaign file. One-shot, the ridge is chosen on held-out samples, for every method alike; in stages it is the network's.</summary>
    public string Yaml => string.Create(CultureInfo.InvariantCulture, $$"""
        apiVersion: chita/v1
        kind: Campaign
        metadata: { name: {{Name}} }
        spec:
        {{Network.Sections.Replace("HOLDOUT", InStages && FirstOrder != Auto ? "0" : Holdout, StringComparison.Ordinal).Replace("SEED", $"{Seed}", StringComparison.Ordinal)}}
          solver: { method: {{Method.Word()}}, ridge: {{(InStages ? Network.Ridge : Auto)}}, firstOrder: {{FirstOrder}}, maxIterations: {{(Method is PruningMethod.Chita ? 30 : 300)}} }
          budget: { sparsity: [{{string.Join(", ", Network.Levels)}}] }
          stages: {{(InStages ? Network.Stages : "{ count: 1 }")}}
          output: { path: {{Name}}, formats: [safetensors] }
        """);

    /// <summary>All cases: the methods that need no gradients, or only those of the dense network, first.</summary>
    public static IEnumerable<PaperCase> All(IEnumerable<PaperNetwork> networks, IReadOnlyList<PruningMethod> methods, int seeds) => // magnitude is measured by every campaign
        from inStages in (bool[])[false, true]
        from network in networks
        from seed in Enumerable.Range(0, seeds)
        from method in methods
        select new PaperCase(network, method, inStages, seed);

    // In stages, a network that was pruned is not stationary any more; block-bso cannot take the term.
    private string FirstOrder => InStages && Method != PruningMethod.BlockBso ? Network.FirstOrder : "0";
}
