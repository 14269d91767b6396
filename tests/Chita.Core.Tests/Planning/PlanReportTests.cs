using System.Text.Json.Nodes;
using Chita.Planning;

namespace Chita.Core.Tests.Planning;

public sealed class PlanReportTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_was_assumed_and_not_measured_is_told()
    {
        Assert.Null(Plan(MachineSpeeds.Reference).Notice);
        var assumed = Plan(MachineSpeeds.Reference with { AnswersAssumed = true });
        Assert.Equal(
            "a silo has too little memory free to measure how long blocks take to answer; 6 µs are assumed, as on the machine of docs/scaling.md", assumed.Notice);
        Assert.Equal(assumed, PlanReport.Parse(assumed.ToJson()));
    }

    [Fact]
    public void A_plan_is_read_back_from_its_file()
    {
        var plan = Plan(MachineSpeeds.Reference with { SampleSeconds = 0.1 });
        File.WriteAllText(_folder["plan.json"], plan.ToJson());
        Assert.Equal(plan, PlanReport.Read(_folder["plan.json"]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("fits")]
    public void A_file_that_is_no_plan_is_named(string content) => Refused(content);

    [Theory]
    [InlineData("passPerThread", "0")]
    [InlineData("gramFlops", "-1")]
    [InlineData("tileBytesPerSecond", "1e999")]
    [InlineData("rankSeconds", "-1e-9")]
    [InlineData("sampleSeconds", "-1")]
    [InlineData("sumBytesPerSecond", "null")]
    public void Speeds_that_no_machine_has_are_refused(string name, string value)
    {
        var plan = JsonNode.Parse(Plan(MachineSpeeds.Reference).ToJson())!;
        plan["speeds"]![name] = JsonNode.Parse(value);
        Refused(plan.ToJsonString());
    }

    [Fact]
    public void Speeds_that_are_missing_are_refused()
    {
        var plan = JsonNode.Parse(Plan(MachineSpeeds.Reference).ToJson())!;
        plan["speeds"] = null;
        Refused(plan.ToJsonString());
    }

    private static PlanReport Plan(MachineSpeeds speeds) => Planner.Plan(Plans.Work(1_000_000), Plans.Silos() with { Speeds = speeds });

    private void Refused(string content)
    {
        File.WriteAllText(_folder["plan.json"], content);
        var error = Assert.Throws<InvalidInputException>(() => PlanReport.Read(_folder["plan.json"]));
        Assert.StartsWith($"{_folder["plan.json"]}: is no plan; expected what chita plan -o json has printed. ", error.Message, StringComparison.Ordinal);
    }
}
