using System.Globalization;
using Chita.Campaigns;

namespace Chita.Faults.Commands;

/// <summary>How much there is to do for a tiny campaign.</summary>
internal enum TinyKind
{
    /// <summary>By magnitude, without gradients.</summary>
    Magnitude,

    /// <summary>20 gradients, one stage.</summary>
    Quick,

    /// <summary>60 gradients, three stages of many iterations.</summary>
    Solve,
}

/// <summary>A campaign that takes a moment, for MLPNet and the few digits of <see cref="TinyData"/>.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">How much there is to do.</param>
/// <param name="Group">A label to find it by.</param>
internal sealed record TinyCampaign(string Name, TinyKind Kind, string Group = "all")
{
    /// <summary>Its output folder, from the data root.</summary>
    public string Output => $"out/{Name}";

    public string FileName => $"{Name}.yaml";

    /// <summary>The campaign as a client reads it.</summary>
    public CampaignSpec Spec => CampaignFile.Parse(Text, FileName, "/", checkFiles: false);

    private string Text => string.Create(CultureInfo.InvariantCulture, $$"""
        apiVersion: chita/v1
        kind: Campaign
        metadata: { name: {{Name}}, labels: { kind: {{Kind.ToString().ToLowerInvariant()}}, group: {{Group}} } }
        spec:
          network: { torchscript: {{TinyData.Network}}, loss: cross-entropy }
        {{Work}}
          budget: { sparsity: 0.9 }
          execution: { blockSize: 8192 }
          output: { path: {{Output}} }

        """);

    private string Work => Kind switch
    {
        TinyKind.Magnitude => "  solver: { method: magnitude }",
        TinyKind.Quick => $"{Calibration(320)}\n  solver: {{ method: chita, ridge: 1.0e-3, firstOrder: 0.0625 }}",
        _ => $"{Calibration(960)}\n  solver: {{ method: chita, ridge: 1.0e-4, firstOrder: 0.0625, tolerance: 1.0e-15, maxIterations: 24 }}\n  stages: {{ count: 3, schedule: exponential, start: 0.1 }}",
    };

    private static string Calibration(int samples) => string.Create(CultureInfo.InvariantCulture,
        $"  calibration: {{ data: {TinyData.Digits}, normalize: {{ mean: [0.1307], std: [0.3081] }}, samples: {samples}, batchSize: 16 }}");
}
