using Chita.Grains.Campaigns;

namespace Chita.Client.Commands;

/// <summary>A campaign ended by an error.</summary>
internal sealed class CampaignFailedException(CampaignFailure failure) : Exception(failure.Message)
{
    public CampaignFailure Failure { get; } = failure;
}
