using System.Diagnostics;
using Chita.Blocks;
using Chita.Campaigns;
using Chita.Gradients;
using Chita.Grains.Coordination;
using Chita.Grains.Gradients;
using Chita.Grains.Placement;
using Chita.Grains.Wire;
using Chita.Numerics;
using Chita.Planning;
using Orleans.Placement;

namespace Chita.Grains.Planning;

/// <summary>
/// Silos measure their machines all at once, because they will compute at once, also where some share a machine; calls between them are
/// measured afterwards, when all is quiet.
/// </summary>
[Immovable, OnSilo]
internal sealed class PlanGrain(IGradientSources sources, SolverThreads threads, MemoryBudget memory, SiloResources resources, ISiloCatalog catalog)
    : Grain, IPlanGrain
{
    /// <summary>Rows that are computed to see how long a sample takes.</summary>
    private const int TriedRows = 4;

    private const int Echoes = 1024;
    private const int EchoRounds = 4;
    private const int EchoTurns = 5;
    private const int TileElements = 8192; // of 8 bytes: 64 KiB, as tiles have
    private const int TilesAtOnce = TileSender.InFlight;
    private const int TileRounds = 60;

    public async Task<ClusterSurvey> Survey(CampaignText? campaign, int rows, GradientStorage storage, MachineSpeeds? known)
    {
        var silos = await catalog.ListAsync();
        var surveys = await Task.WhenAll(silos.Select(silo => At(silo.Address).Look(campaign, rows, storage, known)));
        if (silos.Count > 0 && known is null)
            surveys = await ReachAsync(surveys);
        if (campaign is null || surveys.Length == 0)
            return new ClusterSurvey(surveys, null, null, null);

        var network = surveys[0].Network!;
        try
        {
            var (fullest, spilled) = Fullest(campaign.Parse(resources.DataRoot), network, surveys);
            return new ClusterSurvey(surveys, network, null, fullest, spilled);
        }
        catch (InvalidInputException refused)
        {
            return new ClusterSurvey(surveys, network, refused.Message, null);
        }
    }

    public async Task<SiloSurvey> Look(CampaignText? campaign, int rows, GradientStorage storage, MachineSpeeds? known)
    {
        var silo = await GrainFactory.GetSilo(Me()).Describe();
        if (campaign is null)
            return new SiloSurvey(silo, known ?? await MeasureAsync(rows, storage, null, null), null, 0, SolveWorkspace.BytesFor(rows, 1));

        var spec = campaign.Parse(resources.DataRoot, followLinks: true);
        using var source = await sources.OpenAsync(spec, threads);
        var speeds = known ?? await MeasureAsync(source.Rows, spec.Solver.Storage, source.Rows > 0 ? await SampleSecondsAsync(source, spec) : null, source);
        return new SiloSurvey(silo, speeds, NetworkDescription.Of(source, spec), source.Bytes, GradientGrain.BytesFor(source, spec));
    }

    public async Task<Reach> Reach(SiloAddress silo)
    {
        var others = Others(silo);
        var small = WireVector.Of(new double[1]);
        await WarmUp.RunAsync(() => RoundAsync(others, small));
        var seconds = await Turns.LeastProcessorSecondsAsync(EchoTurns, async () =>
        {
            for (var round = 0; round < EchoRounds; round++)
                await RoundAsync(others, small);
        });
        var call = seconds / (EchoRounds * Echoes) * (silo.Equals(Me()) ? 1 : 2);

        var tile = WireVector.Of(new double[TileElements]);
        var started = Stopwatch.GetTimestamp();
        for (var round = 0; round < TileRounds; round++)
            await RoundAsync(others.AsSpan(0, TilesAtOnce).ToArray(), tile);
        // There and back again.
        return new Reach(call, 2.0 * TileRounds * TilesAtOnce * TileElements * sizeof(double) / Stopwatch.GetElapsedTime(started).TotalSeconds);
    }

    public Task<WireVector<double>> Echo(WireVector<double> numbers) => Task.FromResult(numbers);

    private static Task<WireVector<double>[]> RoundAsync(IPlanGrain[] others, WireVector<double> numbers) => 
        Task.WhenAll(others.Select(other => Asking.UntilAnsweredAsync(() => other.Echo(numbers))));

    private string Name => SiloKey.NameOf(this.GetPrimaryKeyString());

    private SiloAddress Me() => SiloKey.TryGetSilo(this.GetPrimaryKeyString(), out var silo)
        ? silo
        : throw new InvalidOperationException($"{this.GetPrimaryKeyString()} names no silo.");

    private IPlanGrain At(SiloAddress silo) => GrainFactory.GetGrain<IPlanGrain>(SiloKey.Of(Name, silo));

    /// <summary>Calls inside the first silo, and from it to the last: one pair stands for all.</summary>
    private async Task<SiloSurvey[]> ReachAsync(SiloSurvey[] surveys)
    {
        var (first, last) = (surveys[0].Silo.Address, surveys[^1].Silo.Address);
        var inside = await At(first).Reach(first);
        var across = surveys.Length == 1 ? (Reach?)null : await At(first).Reach(last);
        return [.. surveys.Select(survey => survey with
        {
            Speeds = survey.Speeds with
            {
                // It was measured with the call; what is assumed is without.
                AnswerSeconds = survey.Speeds.AnswersAssumed ? survey.Speeds.AnswerSeconds : Math.Max(0, survey.Speeds.AnswerSeconds - inside.CallSeconds),
                LocalCallSeconds = inside.CallSeconds,
                RemoteCallSeconds = across?.CallSeconds ?? survey.Speeds.RemoteCallSeconds,
                TileBytesPerSecond = across?.BytesPerSecond ?? survey.Speeds.TileBytesPerSecond,
            },
        })];
    }

    /// <summary>The blocks' places, as a run would choose them once it has opened the network on every silo.</summary>
    private static (long Bytes, bool Spilled) Fullest(CampaignSpec spec, NetworkDescription network, SiloSurvey[] surveys)
    {
        foreach (var survey in surveys.Where(survey => survey.FixedBytes > survey.Silo.Free))
            throw new InvalidInputException(PlanMessages.NoRoomForNetwork(spec.Name, new OutOfBudgetException(survey.FixedBytes, survey.Silo.Free, survey.Silo.Memory).Message));
        PlacedBlock[] blocks = [.. BlockPlacement.Cut(network, spec.Execution.BlockSize)];
        SiloRoom[] rooms = [.. surveys.Select(survey => BlockPlacement.Room(survey.Silo, held: -survey.FixedBytes))];
        var spilled = BlockPlacement.MustSpill(blocks, rooms);
        var loads = new long[rooms.Length];
        var plan = BlockPlacement.Assign(spec.Name, blocks, rooms, spilled);
        for (var i = 0; i < plan.Length; i++)
            loads[plan[i]] += blocks[i].Bytes(spilled);
        return (loads.Max(), spilled);
    }

    /// <summary>Measures in what is free; where hardly anything is, in a few MB, and not how long blocks take to answer.</summary>
    private async Task<MachineSpeeds> MeasureAsync(int rows, GradientStorage storage, double? sample, IGradientSource? source)
    {
        var free = memory.Limit - memory.Reserved - (source?.Bytes ?? 0);
        if (free < TinyLayer.Bytes)
        {
            await SpeedProbe.WarmAsync(threads, storage);
            return (await ProbeAsync()) with { AnswersAssumed = true };
        }

        await using var tiny = new TinyLayer(GrainFactory, this.GetPrimaryKeyString(), Me());
        await tiny.OpenAsync();
        await SpeedProbe.WarmAsync(threads, storage);
        await tiny.WarmAsync();
        return (await ProbeAsync()) with { AnswerSeconds = await tiny.AnswerSecondsAsync() };

        async Task<MachineSpeeds> ProbeAsync() =>
            (await SpeedProbe.MeasureAsync(threads, Math.Max(rows, 1), storage, Math.Clamp(free, 4 << 20, SpeedProbe.MostBytes))) with { SampleSeconds = sample };
    }

    /// <summary>Activations of their own, as blocks are.</summary>
    private IPlanGrain[] Others(SiloAddress silo) => [.. Enumerable.Range(0, Echoes).Select(i => GrainFactory.GetGrain<IPlanGrain>(SiloKey.Of($"{Name}-{i}", silo)))];

    /// <summary>Seconds of a thread for a sample: all threads compute rows at once, as in a run.</summary>
    private async Task<double?> SampleSecondsAsync(IGradientSource source, CampaignSpec spec)
    {
        if (memory.Limit - memory.Reserved < source.Bytes || spec.Calibration is not { } calibration)
            return null;
        var rows = Math.Min(source.Rows, Math.Min(source.RowsAtOnce, TriedRows * threads.Count));
        using (await source.ComputeAsync(0, 0, Math.Min(rows, threads.Count), CancellationToken.None))
        {
            // The first row of a thread takes longer.
        }

        var started = Stopwatch.GetTimestamp();
        using (await source.ComputeAsync(0, 0, rows, CancellationToken.None))
        {
            var working = Math.Min(rows, threads.Count);
            return Stopwatch.GetElapsedTime(started).TotalSeconds * working / (rows * (double)calibration.BatchSize);
        }
    }
}
