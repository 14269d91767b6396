using Chita.Grains.Artifacts;
using Chita.Grains.Placement;
using Chita.Grains.Storage;
using Microsoft.Extensions.Logging;

namespace Chita.Grains.Campaigns;

/// <summary>What a run of a campaign needs of its silo.</summary>
internal sealed record CampaignServices(
    IGrainFactory Grains, ISiloCatalog Silos, SiloResources Resources, BlockFiles Files, SliceStore Slices, CampaignOutputs Outputs, TimeProvider Time, ILogger Logger);
