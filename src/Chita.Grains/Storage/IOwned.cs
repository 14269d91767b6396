namespace Chita.Grains.Storage;

/// <summary>A state that tells who wrote it.</summary>
internal interface IOwned
{
    /// <summary>The owner's epoch: a later owner has a larger one.</summary>
    long Epoch { get; }

    /// <summary>The activation that wrote it.</summary>
    Guid Writer { get; }
}
