using Chita.Blocks;
using Chita.Grains.Gradients;
using Chita.Planning;

namespace Chita.Grains.Planning;

/// <summary>
/// Looks what a campaign would find on this cluster, and leaves nothing behind. Key: any name not used before; silos' own are
/// reached through it.
/// </summary>
[Alias("chita.IPlan")]
public interface IPlanGrain : IGrainWithStringKey
{
    /// <summary>Describes the network on every silo, measures their machines, and places the blocks as a run would.</summary>
    /// <param name="campaign">The campaign; null: there is none, machines are measured for the number of rows given.</param>
    /// <param name="rows">n where there is no campaign.</param>
    /// <param name="storage">How A is kept where there is no campaign.</param>
    /// <param name="known">What the machines do, when that is known: they are not measured then. Null: they are.</param>
    /// <exception cref="InvalidInputException">Network or data cannot be used.</exception>
    [Alias("survey"), ResponseTimeout(Patience)]
    Task<ClusterSurvey> Survey(CampaignText? campaign, int rows, GradientStorage storage, MachineSpeeds? known);

    /// <summary>The part of one silo, the one in the key.</summary>
    [Alias("look"), ResponseTimeout(Patience)]
    Task<SiloSurvey> Look(CampaignText? campaign, int rows, GradientStorage storage, MachineSpeeds? known);

    /// <summary>Calls and streams from this silo to another; the one in the key.</summary>
    /// <param name="silo">The other; the same one for calls inside.</param>
    [Alias("reach"), ResponseTimeout(Patience)]
    Task<Reach> Reach(SiloAddress silo);

    /// <summary>Takes bytes and gives as many back: what calls are measured with.</summary>
    [Alias("echo"), ResponseTimeout(Patience)]
    Task<Wire.WireVector<double>> Echo(Wire.WireVector<double> numbers);

    /// <summary>Networks are large, and take their time to read.</summary>
    protected const string Patience = "00:30:00";
}

/// <summary>What a cluster is, and whether a campaign's blocks fit.</summary>
/// <param name="Silos">Its silos.</param>
/// <param name="Network">The network; null where there is no campaign.</param>
/// <param name="Refusal">Why a run would be refused; null when it would not be.</param>
/// <param name="FullestBytes">Bytes of blocks on the fullest silo; null when they do not fit.</param>
/// <param name="Spilled">Whether A goes to the silos' disks.</param>
[GenerateSerializer, Immutable, Alias("chita.ClusterSurvey")]
public sealed record ClusterSurvey(
    [property: Id(0)] IReadOnlyList<SiloSurvey> Silos, [property: Id(1)] NetworkDescription? Network, [property: Id(2)] string? Refusal,
    [property: Id(3)] long? FullestBytes, [property: Id(4)] bool Spilled = false);

/// <summary>A silo, and what its machine does.</summary>
/// <param name="Silo">What it says of itself.</param>
/// <param name="Speeds">What its machine does.</param>
/// <param name="Network">The network as it is there; null where there is no campaign.</param>
/// <param name="SourceBytes">Bytes of copies of the network there.</param>
/// <param name="FixedBytes">Bytes that a run sets aside there before it places blocks: those, and the solve's own.</param>
[GenerateSerializer, Immutable, Alias("chita.SiloSurvey")]
public sealed record SiloSurvey(
    [property: Id(0)] Placement.SiloDescription Silo, [property: Id(1)] MachineSpeeds Speeds, [property: Id(2)] NetworkDescription? Network,
    [property: Id(3)] long SourceBytes, [property: Id(4)] long FixedBytes);

/// <summary>The way from a silo to another.</summary>
/// <param name="CallSeconds">Processor seconds of a call, both ends together.</param>
/// <param name="BytesPerSecond">Bytes per second in tiles, several at once.</param>
[GenerateSerializer, Immutable, Alias("chita.Reach")]
public readonly record struct Reach([property: Id(0)] double CallSeconds, [property: Id(1)] double BytesPerSecond);
