using System.Text.Json;
using System.Text.Json.Serialization;
using Chita.Reports;

namespace Chita.Planning;

/// <summary>What <c>chita plan</c> says: sizes, seconds, and whether it fits. The JSON has these names, in camel case.</summary>
public sealed record PlanReport
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>The campaign.</summary>
    public required string Name { get; init; }

    /// <summary>Whether the silos can hold it.</summary>
    public required bool Fits { get; init; }

    /// <summary>Why not, with the sum; null when it fits.</summary>
    public string? Refusal { get; init; }

    /// <summary>What would make it fit; null when it fits.</summary>
    public Remedies? Remedies { get; init; }

    /// <summary>p.</summary>
    public required long Weights { get; init; }

    /// <summary>n.</summary>
    public required int Rows { get; init; }

    /// <summary>Stages.</summary>
    public required int Stages { get; init; }

    /// <summary>How A is kept.</summary>
    public required string Storage { get; init; }

    /// <summary>Blocks.</summary>
    public required long Blocks { get; init; }

    /// <summary>Bytes of A.</summary>
    public required Int128 MatrixBytes { get; init; }

    /// <summary>Silos.</summary>
    public required int Silos { get; init; }

    /// <summary>Solver threads of each.</summary>
    public required int Threads { get; init; }

    /// <summary>What the fullest silo takes.</summary>
    public required PlannedSilo PerSilo { get; init; }

    /// <summary>What a solve is taken to do.</summary>
    public required PlannedSolve Solve { get; init; }

    /// <summary>Seconds.</summary>
    public required PlannedSeconds Seconds { get; init; }

    /// <summary>What takes the most time.</summary>
    public required string Dominant { get; init; }

    /// <summary>What to mind: numbers that stand on less than the others. Null: nothing.</summary>
    public string? Notice { get; init; }

    /// <summary>What the machines do per second.</summary>
    public required MachineSpeeds Speeds { get; init; }

    /// <summary>Reads a file with what <see cref="ToJson"/> wrote.</summary>
    /// <exception cref="InvalidInputException">It cannot be read, is no plan, or has speeds that no machine has.</exception>
    public static PlanReport Read(string path)
    {
        try
        {
            var plan = Parse(ReportJson.ReadText(path));
            return plan.Speeds?.ArePossible == true ? plan : throw new JsonException("Its speeds are no machine's.");
        }
        catch (JsonException e)
        {
            throw new InvalidInputException($"{path}: is no plan; expected what chita plan -o json has printed. {e.Message}", e);
        }
    }

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <exception cref="JsonException">It is something else.</exception>
    public static PlanReport Parse(string json) => JsonSerializer.Deserialize<PlanReport>(json, Json) ?? throw new JsonException("It is null.");

    /// <summary>As JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Json);
}

/// <summary>Bytes on the fullest silo.</summary>
/// <param name="LimitBytes">What it may take; null: no limit.</param>
/// <param name="ProcessBytes">Its process.</param>
/// <param name="SourceBytes">Copies of the network, and rows under way.</param>
/// <param name="SolveBytes">The solve's own.</param>
/// <param name="BlockBytes">Blocks.</param>
/// <param name="TotalBytes">All of it.</param>
/// <param name="DiskBytes">Bytes of A on its disk, besides; 0 where A is in memory.</param>
public sealed record PlannedSilo(
    long? LimitBytes, long ProcessBytes, Int128 SourceBytes, Int128 SolveBytes, Int128 BlockBytes, Int128 TotalBytes, Int128 DiskBytes = default);

/// <summary>A stage's solve, as it is assumed.</summary>
/// <param name="Iterations">Iterations.</param>
/// <param name="Passes">Bytes of A read, over those of A; the mean of the stages.</param>
/// <param name="Messages">Calls of a collective.</param>
/// <param name="RemoteMessages">Those of them between silos.</param>
/// <param name="VectorBytes">Bytes of a vector of n numbers, down and up.</param>
/// <param name="GramBytes">Bytes of a change of G, up from every node.</param>
public sealed record PlannedSolve(double Iterations, double Passes, long Messages, double RemoteMessages, long VectorBytes, long GramBytes);

/// <summary>Seconds; those that depend on the network are null when none could be tried.</summary>
/// <param name="Collective">A score collective.</param>
/// <param name="Iteration">An iteration; the mean of the stages.</param>
/// <param name="StageSolve">A stage's solve; the mean.</param>
/// <param name="Parts">What it consists of; the mean.</param>
/// <param name="StageGradients">A stage's gradients.</param>
/// <param name="Evaluate">All measurements.</param>
/// <param name="Total">All.</param>
public sealed record PlannedSeconds(
    double Collective, double Iteration, double StageSolve, SolveSeconds Parts, double? StageGradients, double? Evaluate, double? Total);
