using System.Text.Json;
using System.Text.Json.Nodes;
using Chita.Reports;

namespace Chita.Core.Tests.Reports;

public sealed class RunReportTests
{
    [Fact]
    public void Names_are_those_users_were_promised()
    {
        var root = JsonNode.Parse(Sample.Report().ToJson())!.AsObject();
        Contains(root, "name", "weights", "kept", "sparsity", "digest", "metric", "dense", "pruned", "magnitude", "stages", "layers", "seconds");
        Contains(root["stages"]![0]!, "sparsity", "kept", "ridge", "firstOrder", "objective", "lowerBound", "gap", "iterations", "seconds");
        Contains(root["layers"]![0]!, "name", "weights", "kept");
        var more = JsonNode.Parse(SampleFrontier.Report().ToJson())!.AsObject();
        Contains(more["sizes"]!, "dense", "compressed", "encoded");
        Contains(more["calibration"]!, "samples", "batchSize", "rows", "holdout", "seed");
        Contains(root["seconds"]!, "gradients", "solve", "evaluate", "total");
    }

    [Fact]
    public void Reading_what_was_written_and_writing_it_again_gives_the_same_text()
    {
        var json = Sample.Report().ToJson();
        Assert.Equal(json, RunReport.Parse(json).ToJson());
    }

    [Fact]
    public void Any_double_survives_or_becomes_null() =>
        Gen.Double.Sample(x =>
        {
            var json = (Sample.Report() with { Dense = x, Stages = [Sample.Stage(0.5, 1) with { Objective = x }] }).ToJson();
            var back = RunReport.Parse(json);
            Assert.Equal(double.IsFinite(x) ? x : null, back.Dense);
            Assert.Equal(double.IsFinite(x) ? x : double.NaN, back.Stages[0].Objective);
            Assert.DoesNotContain("NaN", json);
            Assert.DoesNotContain("Infinity", json);
        });

    [Fact]
    public void Without_evaluation_the_metrics_are_null()
    {
        var root = JsonDocument.Parse((Sample.Report() with { Metric = null, Dense = null, Pruned = null, Magnitude = null }).ToJson()).RootElement;
        Assert.All(["metric", "dense", "pruned", "magnitude", "degradation"], name => Assert.Equal(JsonValueKind.Null, root.GetProperty(name).ValueKind));
    }

    [Fact]
    public void Degradation_is_positive_when_pruning_made_it_worse()
    {
        Assert.Equal(0.007, Sample.Report().Degradation!.Value, 1e-12);
        Assert.Equal(0.5, (Sample.Report() with { Metric = "loss", Dense = 1, Pruned = 1.5 }).Degradation);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{\"name\":\"x\"}")]
    public void Anything_else_is_refused_with_the_files_name(string json) =>
        Assert.StartsWith("out/report.json: ", Assert.Throws<InvalidInputException>(() => RunReport.Parse(json, "out/report.json")).Message);

    private static void Contains(JsonNode node, params string[] names) =>
        Assert.All(names, name => Assert.True(node.AsObject().ContainsKey(name), $"'{name}' is missing in {node.ToJsonString()}"));
}
