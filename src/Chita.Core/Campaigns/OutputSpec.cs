namespace Chita.Campaigns;

/// <summary><c>output</c>: what is left behind, and where.</summary>
public sealed record OutputSpec
{
    /// <summary><c>path</c>: absolute path of the folder to create.</summary>
    public required string Path { get; init; }

    /// <summary><c>formats</c>. Default: those of networks that came as TorchScript are written as both, language models as they came.</summary>
    public required IReadOnlyList<OutputFormat> Formats { get; init; }

    /// <summary><c>recalibrate</c>. Default <see cref="RecalibrationKind.None"/>. Anything else is given only together with <see cref="CampaignSpec.Calibration"/>.</summary>
    public RecalibrationKind Recalibrate { get; init; }

    /// <summary><c>scores</c>: whether to keep what each weight would be if it were kept, as large as the network, for <c>chita reprice</c>. Default no.</summary>
    public bool Scores { get; init; }
}

/// <summary><c>output.recalibrate</c>: what else of the network is computed anew once its weights are pruned.</summary>
public enum RecalibrationKind
{
    /// <summary>Nothing: every tensor that was not pruned is written as it came.</summary>
    None,

    /// <summary>The running means and variances of batch-norm layers, on calibration samples. The network is also measured without.</summary>
    BatchNorm,
}
