using System.Net;
using Chita.Grains.Placement;

namespace Chita.Grains.Tests.Placement;

public sealed class SiloKeyTests
{
    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    [InlineData("fe80::1%3")]
    public void A_key_names_its_silo(string address)
    {
        var silo = SiloAddress.New(IPAddress.Parse(address), 11111, 123456789);
        foreach (var name in (string[])["", "silo", "campaign/a@S1.2.3.4:5@6", "campaign@S/ x"])
        {
            Assert.True(SiloKey.TryGetSilo(SiloKey.Of(name, silo), out var named));
            Assert.Equal(silo, named);
            Assert.Equal(name, SiloKey.NameOf(SiloKey.Of(name, silo)));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("campaign/tensor/3")]
    [InlineData("campaign/tensor@S/3")]
    [InlineData("campaign@S")]
    [InlineData("campaign@S127.0.0.1:11111")]
    [InlineData("campaign@S127.0.0.1:x@1")]
    public void Another_key_names_none(string key) => Assert.False(SiloKey.TryGetSilo(key, out _));

    [Fact]
    public void No_key_is_too_strange_to_be_read() => Gen.String.Sample(key => { _ = SiloKey.TryGetSilo("a@S" + key, out _); });
}
