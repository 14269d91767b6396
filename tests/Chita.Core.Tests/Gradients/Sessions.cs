using Chita.Campaigns;
using Chita.Golden;

namespace Chita.Core.Tests.Gradients;

/// <summary>Campaigns on real networks and data.</summary>
internal static class Sessions
{
    /// <summary>The campaign of golden/mlpnet.json.</summary>
    public static CampaignSpec Mlpnet(string? network = null, string targets = "*") => GoldenCampaigns.Mlpnet(
        network ?? SharedData.Require("networks/mlpnet.pt"), SharedData.Require("mnist/train-images-idx3-ubyte.gz"), targets);

    /// <summary>The campaign of golden/resnet20.json.</summary>
    public static CampaignSpec Resnet20(string? data = null) => GoldenCampaigns.Resnet20(
        SharedData.Require("networks/resnet20.pt"), data ?? SharedData.Require("cifar10/train_5085.bin"));

    /// <summary>A campaign whose data are a safetensors file that is taken as it is, row by row.</summary>
    public static CampaignSpec Raw(string network, string data, int samples) =>
        GoldenCampaigns.InFileOrder(network, "targets: [\"*\"]", data, "seed: 0", samples, 1);
}
