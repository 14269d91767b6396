using System.Text.Json.Nodes;
using Chita.Reports;

namespace Chita.Core.Tests.Reports;

/// <summary>Manifests as older versions wrote them.</summary>
internal static class ReportJsonText
{
    /// <summary>In the first schema.</summary>
    public static string WithoutTensors(RunManifest manifest)
    {
        var json = JsonNode.Parse(manifest.ToJson())!.AsObject();
        foreach (var key in (string[])["pattern", "tensors", "digest"])
            json.Remove(key);
        json["schemaVersion"] = 1;
        return json.ToJsonString();
    }
}
