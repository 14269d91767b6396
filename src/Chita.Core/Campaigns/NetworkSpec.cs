using Chita.Formats;

namespace Chita.Campaigns;

/// <summary><c>network</c>: what is pruned.</summary>
public sealed record NetworkSpec
{
    /// <summary><c>torchscript</c>: absolute path of the TorchScript file. Null: the network is another kind.</summary>
    public string? Torchscript { get; init; }

    /// <summary><c>huggingface</c>: absolute path of the folder of a language model. Null: the network is another kind.</summary>
    public string? Huggingface { get; init; }

    /// <summary><c>weights</c>: absolute path of a safetensors file of weights, which nothing here can run. Null: the network is another kind.</summary>
    public string? Weights { get; init; }

    /// <summary>Where the network is, whatever its kind.</summary>
    public string Path => Torchscript ?? Huggingface ?? Weights ?? throw new InvalidOperationException("A campaign without a network.");

    /// <summary><c>gradients</c>: absolute path of a folder with rows of A that were made elsewhere (docs/gradients.md); null: they are computed from <c>calibration</c>.</summary>
    public string? Gradients { get; init; }

    /// <summary>The files that say what the network computes, as they lie there now: absolute paths, in a fixed order.</summary>
    /// <exception cref="InvalidInputException">It is no folder of a language model.</exception>
    public IReadOnlyList<string> Files() => Huggingface is { } folder ? [.. HuggingFaceFolder.FilesOf(folder).Select(name => System.IO.Path.Combine(folder, name))] : [Path];

    /// <summary><c>loss</c>: the loss the network was trained for; without a meaning for <see cref="Weights"/>.</summary>
    public required LossKind Loss { get; init; }

    /// <summary><c>targets</c>: patterns of the tensors to prune, for <see cref="TensorFilter"/>. Default <c>["*"]</c>.</summary>
    public required IReadOnlyList<string> Targets { get; init; }

    /// <summary><c>ignore</c>: patterns of tensors to leave alone; they win over <see cref="Targets"/>. Default none.</summary>
    public required IReadOnlyList<string> Ignore { get; init; }
}
