using Chita.Grains.Campaigns;
using Chita.Grains.Coordination;
using Chita.Grains.Gradients;
using Chita.Pruning;
using Chita.Selection;

namespace Chita.Benchmarks.Cluster;

/// <summary>A campaign's first stage on a cluster, with all gradients in the blocks: ready for any number of solves and collectives.</summary>
internal sealed class StagedProblem
{
    /// <summary>The owner's epoch. Whoever asks the tree directly does so under a later one.</summary>
    public const long Epoch = 1;

    private readonly CampaignText _text;
    private readonly int _blockSize;
    private readonly ClientCatalog _silos;
    private int _runs;

    private StagedProblem(IGrainFactory grains, string name, CampaignText text, int blockSize)
    {
        (Name, _text, _blockSize) = (name, text, blockSize);
        Coordinator = grains.GetGrain<ICoordinatorGrain>(name);
        _silos = new ClientCatalog(grains);
        Team = new GradientTeam(name, _text, grains, _silos);
    }

    public string Name { get; }

    public ICoordinatorGrain Coordinator { get; }

    public GradientTeam Team { get; }

    public NetworkDescription Network { get; private set; } = null!;

    public OpenedStage Opened { get; private set; } = null!;

    /// <summary>Opens the network and the tree, and sends the weights.</summary>
    /// <param name="grains">The cluster.</param>
    /// <param name="yaml">The campaign.</param>
    /// <param name="name">What to call it on this cluster.</param>
    /// <param name="blockSize">Weights in a block.</param>
    public static async Task<StagedProblem> OpenAsync(IGrainFactory grains, string yaml, string name, int blockSize)
    {
        var problem = new StagedProblem(grains, name, new CampaignText(yaml, $"{name}.yaml", null, null), blockSize);
        problem.Network = await problem.Team.OpenAsync();
        await problem.EnterAsync();
        await problem.Team.SendWeightsAsync();
        return problem;
    }

    /// <summary>Has the rows of A computed and sealed.</summary>
    public async Task ComputeAsync(CancellationToken cancellation)
    {
        var pieces = MissingRows.Of(Opened.State.Missing.Values.Span, Network.RowsAtOnce).ToArray();
        await Team.ComputeAsync(new GradientTargets(0, Opened.Silos, Opened.SiloOf, Opened.State.Missing), pieces, _ => { }, cancellation);
        if (!(await Coordinator.Seal()).State.IsComplete)
            throw new InvalidOperationException($"{Name}: not all gradients came.");
    }

    /// <summary>Enters the stage as another run, which has no checkpoints: the next solve begins anew.</summary>
    public async Task BeginAnewAsync()
    {
        await EnterAsync();
        await Coordinator.Seal();
    }

    /// <summary>Solves as a campaign does.</summary>
    public async Task<SolveResult> SolveAsync(double ridge, double firstOrder, decimal sparsity, CancellationToken cancellation)
    {
        var problem = new PruningProblem
        {
            Rule = new Unstructured(KeptWeights.Of(sparsity, Network.Weights)), Rows = Network.Rows, Ridge = ridge, FirstOrder = firstOrder,
        };
        return (await Coordinator.Solve(0, "chita", problem, cancellation)).Result;
    }

    /// <summary>Frees everything.</summary>
    public async Task CloseAsync() => await Task.WhenAll(Team.CloseAsync(await _silos.ListAsync()), Coordinator.Close(long.MaxValue, forget: true));

    private async Task EnterAsync() => Opened = await Coordinator.Open(new StageRequest($"run-{++_runs}", Epoch, Network, _blockSize, 0, MayMove: false));
}
