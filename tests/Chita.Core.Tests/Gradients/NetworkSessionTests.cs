using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Chita.Campaigns;
using Chita.Core.Tests.Formats;
using Chita.Gradients;
using Chita.Networks;
using Chita.Numerics;

namespace Chita.Core.Tests.Gradients;

/// <summary>Networks and data that cannot be used together are refused when they are opened, with the names of what does not fit.</summary>
public sealed class NetworkSessionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly SolverThreads _threads = new(1);

    public void Dispose()
    {
        _threads.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void A_weight_that_is_not_a_number_is_named()
    {
        using (var network = TorchScriptNetwork.Load(SharedData.Require("networks/mlpnet.pt")))
        {
            var weights = MemoryMarshal.Cast<byte, float>(network.Read("fc2.weight")).ToArray();
            weights[7] = float.NaN;
            network.Write("fc2.weight", 0, weights);
            network.Save(_folder["nan.pt"]);
        }

        AssertRefused(Sessions.Mlpnet(network: _folder["nan.pt"]), _folder["nan.pt"], "tensor fc2.weight, weight 7 is NaN");
    }

    [Fact]
    public void Targets_that_match_nothing_are_told_with_what_could_be_matched() => AssertRefused(
        Sessions.Mlpnet(targets: "conv*"), "mlpnet.pt", "network.targets [conv*]", "matches no prunable tensor", "fc1.weight, fc2.weight, fc3.weight");

    [Fact]
    public void Samples_of_another_shape_are_told_with_their_shape() => AssertRefused(
        Sessions.Resnet20(data: SharedData.Require("mnist/t10k-images-idx3-ubyte.gz")), "resnet20.pt", "does not take inputs shaped [1, 1, 28, 28]");

    [Theory, InlineData(10), InlineData(-1)]
    public void A_label_outside_the_classes_is_told_with_its_sample(int label) => AssertRefused(
        Sessions.Raw(SharedData.Require("networks/mlpnet.pt"), Labelled(3, label), 2), "sample 1 has the label " + label, "labels must be 0…9");

    [Fact]
    public void Labels_inside_are_taken()
    {
        using var session = new NetworkSession(Sessions.Raw(SharedData.Require("networks/mlpnet.pt"), Labelled(0, 9), 2), _threads);
        Assert.Equal(2, session.Rows);
    }

    [Fact]
    public async Task A_tensor_set_in_the_session_is_what_its_gradients_are_of()
    {
        using var threads = new SolverThreads(2);
        using var session = new NetworkSession(Sessions.Mlpnet(), threads);
        session.Write("fc3.weight", 0, new float[200]); // constant logits: no gradient reaches the layers before
        using var rows = await session.ComputeAsync(0, 0, 8, TestContext.Current.CancellationToken);
        var tile = new float[784 * 40 * rows.Rows];
        rows.CopyTile(0, tile);
        Assert.DoesNotContain(tile, gradient => gradient != 0);
    }

    [Fact]
    public async Task A_session_that_is_let_go_ends_what_it_has_begun()
    {
        using var threads = new SolverThreads(2);
        using var other = new NetworkSession(Sessions.Mlpnet(), threads);
        using var expected = await other.ComputeAsync(0, 0, 16, TestContext.Current.CancellationToken);

        using var session = new NetworkSession(Sessions.Mlpnet(), threads);
        var computing = session.ComputeAsync(0, 0, 16, TestContext.Current.CancellationToken);
        session.Dispose();
        using (var rows = await computing)
            Assert.Equal(Tile(expected), Tile(rows));
        Assert.Throws<ObjectDisposedException>(() => session.ReadWeights(session.Layout.Cut(session.Layout.Tensors[0]).First()));
    }

    [Fact]
    public async Task Nothing_keeps_a_session_that_was_let_go_in_memory()
    {
        using var threads = new SolverThreads(2);
        var session = await UseAsync(threads);
        for (var i = 0; i < 10 && session.IsAlive; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        Assert.False(session.IsAlive);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task<WeakReference> UseAsync(SolverThreads threads)
    {
        using var session = new NetworkSession(Sessions.Mlpnet(), threads);
        using (await session.ComputeAsync(0, 0, 4, TestContext.Current.CancellationToken))
            return new WeakReference(session);
    }

    private static float[] Tile(IGradientRows rows)
    {
        var tile = new float[1000 * rows.Rows];
        rows.CopyTile(200, tile);
        return tile;
    }

    /// <summary>Black images with these labels.</summary>
    private string Labelled(params int[] labels)
    {
        var (count, images) = (labels.Length, labels.Length * 784 * sizeof(float));
        var header = $$$"""{"inputs":{"dtype":"F32","shape":[{{{count}}},1,28,28],"data_offsets":[0,{{{images}}}]},"targets":{"dtype":"I64","shape":[{{{count}}}],"data_offsets":[{{{images}}},{{{images + 8 * count}}}]}}""";
        return _folder.Write("labelled.safetensors", ValidFiles.Safetensors(
            header, [.. new byte[images], .. labels.SelectMany(label => BitConverter.GetBytes((long)label))]));
    }

    private void AssertRefused(CampaignSpec campaign, params string[] named)
    {
        var error = Assert.Throws<InvalidInputException>(() => new NetworkSession(campaign, _threads).Dispose());
        Assert.All(named, part => Assert.Contains(part, error.Message));
        Assert.DoesNotContain("\n", error.Message);
    }
}
