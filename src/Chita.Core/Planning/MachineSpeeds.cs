namespace Chita.Planning;

/// <summary>What a silo's machine does per second, as <see cref="SpeedProbe"/> measured it.</summary>
public sealed record MachineSpeeds
{
    /// <summary>Bytes of A that one solver thread reads per second in a pass.</summary>
    public required double PassPerThread { get; init; }

    /// <summary>Bytes of A that all of the silo's solver threads read per second together: they share the machine's memory.</summary>
    public required double PassPerSilo { get; init; }

    /// <summary>Floating-point operations of a change of G per second and thread, n² for each column.</summary>
    public required double GramFlops { get; init; }

    /// <summary>Floating-point operations of a Cholesky factor per second and thread, n³/3 in all.</summary>
    public required double CholeskyFlops { get; init; }

    /// <summary>Seconds of a thread to rank one score.</summary>
    public required double RankSeconds { get; init; }

    /// <summary>Processor seconds of a block to score hardly any weights, and of its layer to add its histogram up.</summary>
    public required double AnswerSeconds { get; init; }

    /// <summary>Whether <see cref="AnswerSeconds"/> is that of <see cref="Reference"/>, because a silo had no room to measure it.</summary>
    public bool AnswersAssumed { get; init; }

    /// <summary>Processor seconds of a call between two grains of one silo.</summary>
    public required double LocalCallSeconds { get; init; }

    /// <summary>Processor seconds of a call between grains of two silos, both sides together.</summary>
    public required double RemoteCallSeconds { get; init; }

    /// <summary>Bytes per second that one silo streams to another in tiles.</summary>
    public required double TileBytesPerSecond { get; init; }

    /// <summary>Bytes of answers that a thread adds up per second.</summary>
    public required double SumBytesPerSecond { get; init; }

    /// <summary>Seconds of a thread for one sample, forward and backward; null when there was no network to try.</summary>
    public double? SampleSeconds { get; init; }

    /// <summary>Whether a machine can have them: it does something in every second, and nothing before it begins.</summary>
    internal bool ArePossible =>
        new[] { PassPerThread, PassPerSilo, GramFlops, CholeskyFlops, TileBytesPerSecond, SumBytesPerSecond }.All(rate => rate > 0 && double.IsFinite(rate))
        && new[] { RankSeconds, AnswerSeconds, LocalCallSeconds, RemoteCallSeconds, SampleSeconds ?? 0 }.All(seconds => seconds >= 0 && double.IsFinite(seconds));

    /// <summary>
    /// The machine of docs/performance.md and docs/scaling.md (AMD EPYC, 2 cores): for plans of nothing that is there.
    /// </summary>
    public static MachineSpeeds Reference { get; } = new()
    {
        PassPerThread = 18e9,
        PassPerSilo = 32e9,
        GramFlops = 34e9,
        CholeskyFlops = 33e9,
        RankSeconds = 1.3e-9,
        AnswerSeconds = 6e-6,
        LocalCallSeconds = 5e-6,
        RemoteCallSeconds = 15e-6,
        TileBytesPerSecond = 0.6e9,
        SumBytesPerSecond = 9e9,
    };
}
