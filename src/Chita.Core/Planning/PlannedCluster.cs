namespace Chita.Planning;

/// <summary>Silos that are all alike, as the cost model sees them.</summary>
public sealed record PlannedCluster
{
    /// <summary>How many.</summary>
    public required int Silos { get; init; }

    /// <summary>Bytes that each may take, its own process included; <see cref="long.MaxValue"/>: no limit.</summary>
    public required long Memory { get; init; }

    /// <summary>Whether each has a local disk where blocks may keep A.</summary>
    public bool Spills { get; init; }

    /// <summary>Solver threads of each.</summary>
    public required int Threads { get; init; }

    /// <summary>Cores of each; a part of one where silos share a machine.</summary>
    public required double Cores { get; init; }

    /// <summary>Bytes per second that each sends and receives. Default: no limit but <see cref="MachineSpeeds.TileBytesPerSecond"/>.</summary>
    public double Network { get; init; } = double.PositiveInfinity;

    /// <summary>Seconds from silo to silo, one way. Default 50 µs, as inside a data centre.</summary>
    public double Latency { get; init; } = 50e-6;

    /// <summary>What their machines do.</summary>
    public MachineSpeeds Speeds { get; init; } = MachineSpeeds.Reference;

    /// <summary>Threads of a silo that work at once.</summary>
    public double Working => Math.Min(Threads, Cores);

    /// <summary>Bytes of A that a silo reads per second.</summary>
    public double PassRate => Math.Min(Working * Speeds.PassPerThread, Speeds.PassPerSilo);

    /// <summary>Bytes per second that a silo sends to others, or takes from them: two cores keep one stream of tiles going.</summary>
    public double SendRate => Math.Min(Network, Speeds.TileBytesPerSecond * Math.Max(1, Working / 2));
}
