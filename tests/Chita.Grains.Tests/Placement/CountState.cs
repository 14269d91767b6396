namespace Chita.Grains.Tests.Placement;

[GenerateSerializer, Alias("chita.tests.CountState")]
internal sealed class CountState
{
    [Id(0)]
    public int Value { get; set; }
}
