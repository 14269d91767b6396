namespace Chita.Campaigns;

/// <summary>A form in which the pruned network is written.</summary>
public enum OutputFormat
{
    /// <summary><c>safetensors</c>: <c>model.safetensors</c>.</summary>
    Safetensors,

    /// <summary><c>torchscript</c>: <c>model.pt</c>.</summary>
    Torchscript,

    /// <summary><c>huggingface</c>: the folder <c>model</c>, with the files of the one that the network came in.</summary>
    Huggingface,
}
