namespace Chita.Grains.Campaigns;

/// <summary>A campaign does not fit into the cluster as it is now: for good, when the cluster is empty otherwise.</summary>
internal sealed class DoesNotFitException(string message, Exception inner) : Exception(message, inner);
