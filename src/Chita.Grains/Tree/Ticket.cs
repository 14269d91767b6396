namespace Chita.Grains.Tree;

/// <summary>
/// What every message that changes a node carries, so that a repeat changes nothing and a message of an older owner is refused
/// (architecture, contract 4).
/// </summary>
/// <param name="Epoch">Grows with every owner of the campaign.</param>
/// <param name="Sequence">Grows with every message of that owner to the node.</param>
/// <param name="Part">Grows with every message that a layer sends on for one that it serves: to place ties it asks its blocks twice.</param>
[GenerateSerializer, Immutable, Alias("chita.Ticket")]
public readonly record struct Ticket([property: Id(0)] long Epoch, [property: Id(1)] long Sequence, [property: Id(2)] int Part = 0)
{
    /// <summary>Negative when this message came before <paramref name="other"/>, 0 when it is the same one.</summary>
    public int Order(Ticket other) => (Epoch, Sequence, Part).CompareTo((other.Epoch, other.Sequence, other.Part));
}
