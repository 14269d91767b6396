using Chita.Campaigns;
using Chita.Numerics;

namespace Chita.Reports;

/// <content>What the network takes, and who gains by its zeros.</content>
public static partial class HtmlReport
{
    private static void WriteSizes(RunReport report, TextWriter writer)
    {
        if (report.Sizes is not { } sizes)
            return;
        writer.Write("<section>\n<h2>Size</h2>\n<div class=\"layers\">\n");
        WriteSize("dense", sizes.Dense, sizes, writer);
        WriteSize("zeros compressed", sizes.Compressed, sizes, writer);
        WriteSize("encoded", sizes.Encoded, sizes, writer);
        writer.Write($"""
            </div>
            <p class="quiet">Dense: all tensors as they came. Compressed: the network as safetensors through gzip, measured. Encoded: one bit for each prunable weight and the bytes of those kept, other tensors as they came.</p>
            <p class="note">{Text(Gain(report.Pattern))}</p>
            </section>


            """);
    }

    private static void WriteSize(string name, long bytes, ModelSizes sizes, TextWriter writer)
    {
        var share = sizes.Dense == 0 ? 1 : (double)bytes / sizes.Dense;
        writer.Write($"<span class=\"size\">{name}</span>{Bar(share, "of dense")}<span class=\"number\">{ByteSize.Text(bytes)}</span><span class=\"number quiet\">{Count(bytes)} bytes, {Percent(share)}</span>\n");
    }

    /// <summary>Who gains by zeros of a pattern: no more is promised than what runtimes do today.</summary>
    private static string Gain(string pattern) => SupportPattern.TryParse(pattern) switch
    {
        { Kind: SupportKind.NofM, N: 2, M: 4 } =>
            "Pattern 2:4: NVIDIA GPUs from Ampere on multiply such matrices on their sparse tensor cores, through cuSPARSELt or TensorRT, once the model is converted for them. Elsewhere it saves storage, not time.",
        { Kind: SupportKind.NofM } =>
            $"Pattern {pattern}: sparse tensor cores of GPUs take 2:4 alone. CPU runtimes with sparse kernels, such as DeepSparse or XNNPACK, treat it as unstructured; elsewhere it saves storage, not time.",
        { Kind: SupportKind.Rows } =>
            $"Pattern {pattern}: whole rows are zero. Every runtime gets faster and smaller once they are cut out of the tensors, and the inputs that they feed with them; as written the shapes are those of the dense network, and nothing is faster yet.",
        _ =>
            "Unstructured zeros save storage and transfers. Only runtimes with sparse kernels, such as DeepSparse or XNNPACK on CPUs, compute faster with them; GPUs do not.",
    };
}
