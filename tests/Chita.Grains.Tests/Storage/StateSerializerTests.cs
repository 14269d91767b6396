using Chita.Grains.Campaigns;
using Chita.Grains.Coordination;
using Chita.Grains.Gradients;
using Chita.Grains.Storage;
using Chita.Pruning;
using Chita.Reports;

namespace Chita.Grains.Tests.Storage;

/// <summary>States as they lie in the grain storage.</summary>
public sealed class StateSerializerTests
{
    private static readonly DateTimeOffset Then = new(2026, 3, 29, 1, 0, 0, TimeSpan.Zero);

    private static readonly double[] Numbers = [0.1, -1e-300, Math.PI, double.NaN, double.PositiveInfinity, -0.0];

    [Fact]
    public void A_checkpoint_comes_back_to_the_last_bit()
    {
        var record = new CheckpointRecord
        {
            Run = "a", Epoch = 3, Writer = Guid.NewGuid(), Stage = 2, Trace = [.. Numbers],
            Checkpoint = new SolveCheckpoint
            {
                Iteration = 8, Q = Numbers, BestStart = [], BestQ = Numbers, BestObjective = 0.1 + 0.2, HighestQ = Numbers, HighestBound = double.NegativeInfinity,
                Gaps = Numbers,
            },
        };
        var back = Again(record);

        Assert.Equal((record.Run, record.Epoch, record.Writer, record.Stage), (back.Run, back.Epoch, back.Writer, back.Stage));
        Assert.Equal(Bits(record.Trace), Bits(back.Trace));
        Assert.Equal(Bits(record.Checkpoint.Q), Bits(back.Checkpoint!.Q));
        Assert.Equal((record.Checkpoint.BestObjective, record.Checkpoint.HighestBound), (back.Checkpoint.BestObjective, back.Checkpoint.HighestBound));
    }

    [Fact]
    public void A_campaign_comes_back_with_its_stages()
    {
        var stage = new StageReport { Sparsity = 0.5, Kept = 7, Ridge = 1e-4, FirstOrder = 0.0625, Iterations = 2, Seconds = 1.5, Trace = [new(0.1, null), new(0.2, 0.3)] };
        var record = new CampaignRecord
        {
            Text = new CampaignText("yaml: \"é\"", "a.yaml", null, "/out"), Run = "a", Epoch = 3, Writer = Guid.NewGuid(), State = CampaignState.Failed, WasOpen = true,
            Dense = 0.9, Magnitudes = [0.8], Levels = [], Trials = [new(1e-3, 0.5, null)], Steps = [new(0.7, 0.2, -0.01, 0.25, null)], IsCut = true, Stages = [stage], Sealed = ["digest"], Seconds = new RunSeconds(1, 2, 3, 4), Percent = 12.5, Events = [new(1, Then, "one"), new(2, Then, "two")],
            Conditions = [new("Ended", true, "Failed", "message", Then)], Attempts = [new(1, Then, Then, "Failed", "message")],
            Report = "{}", Failure = new CampaignFailure(FailureKind.Numbers, "message", "detail"),
        };
        var back = Again(record);

        Assert.Equal(WithoutLists(record), WithoutLists(back));
        Assert.Equal(record.Conditions, back.Conditions);
        Assert.Equal(record.Attempts, back.Attempts);
        Assert.Equal(record.Events, back.Events);
        Assert.Equal(record.Sealed, back.Sealed);
        Assert.Equal(record.Magnitudes, back.Magnitudes);
        Assert.Equal(record.Trials, back.Trials);
        Assert.Equal(record.Steps, back.Steps);
        Assert.Equal(stage with { Trace = [], Trials = [], Steps = [] }, back.Stages.Single() with { Trace = [], Trials = [], Steps = [] });
        Assert.Equal(stage.Trace, back.Stages.Single().Trace);
    }

    private static CampaignRecord WithoutLists(CampaignRecord record) => record with
    {
        Magnitudes = [], Levels = [], Steps = [], Trials = [], Stages = [], Sealed = [], Events = [], Conditions = [], Attempts = [],
    };

    private static T Again<T>(T state)
    {
        var serializer = new StateSerializer();
        return serializer.Deserialize<T>(serializer.Serialize(state));
    }

    private static long[] Bits(IEnumerable<double> numbers) => [.. numbers.Select(BitConverter.DoubleToInt64Bits)];
}
