using Chita.Campaigns;
using Chita.Data;
using Chita.Networks;

namespace Chita.Core.Tests.Networks;

/// <summary>What a night of campaigns loads, it also gives back.</summary>
[Collection(NativeMemoryCollection.Name)]
public sealed class FreedNetworkTests
{
    // resnet20 has 1.1 MB of weights. Two a load stayed behind when TorchSharp's own Dispose freed it: 220 MB after so many.
    private const int Loads = 100;
    private const long Allowed = 60L << 20;

    [Fact]
    public void A_freed_network_leaves_no_memory_behind()
    {
        var path = SharedData.Require("networks/resnet20.pt");
        LoadAndFree(path, 10);
        var before = ProcessMemory.Of(Environment.ProcessId).Now;
        LoadAndFree(path, Loads);
        var left = ProcessMemory.Of(Environment.ProcessId).Now - before;
        Assert.True(left < Allowed, $"{Loads} networks, each loaded, used and freed, left {left >> 20} MiB behind");
    }

    [Fact]
    public void One_that_took_statistics_leaves_none_either()
    {
        var path = SharedData.Require("networks/resnet20.pt");
        using var data = Dataset.Open(SharedData.Require("cifar10/train_5085.bin"), null);
        using var batch = new BatchReader(data, new Normalization([0.5f], [0.5f])).Read([new SampleRef(0), new SampleRef(1)], augment: false);
        TakeAndFree(10);
        var before = ProcessMemory.Of(Environment.ProcessId).Now;
        TakeAndFree(Loads);
        var left = ProcessMemory.Of(Environment.ProcessId).Now - before;
        Assert.True(left < Allowed, $"{Loads} networks, each loaded, used for statistics and freed, left {left >> 20} MiB behind");

        void TakeAndFree(int times)
        {
            for (var i = 0; i < times; i++)
            {
                using var network = TorchScriptNetwork.Load(path);
                network.BeginStatistics(batch);
            }

            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
    }

    private static void LoadAndFree(string path, int times)
    {
        using var reference = new ReferenceFile("resnet20");
        using var batch = reference.Labelled(0);
        for (var i = 0; i < times; i++)
        {
            using var network = TorchScriptNetwork.Load(path);
            network.Evaluate(batch, LossKind.CrossEntropy);
        }
        GC.Collect();
        GC.WaitForPendingFinalizers();
    }
}
