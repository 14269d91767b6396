using Chita.Grains.Placement;

namespace Chita.Grains.Tests.Placement;

[Collection(SiloCollection.Name)]
public sealed class PlacementTests(PlacementTests.Fixture shared) : IClassFixture<PlacementTests.Fixture>
{
    private const int Tries = 20;

    /// <summary>Three silos for tests that only look where grains start; each has names of its own for them.</summary>
    private TestSilos Shared => shared.Silos;

    [Fact]
    public async Task A_grain_whose_key_names_a_silo_lives_there_whoever_calls()
    {
        foreach (var silo in Shared.Addresses)
        {
            foreach (var caller in Shared.Addresses)
                Assert.Equal(silo, await Grain(Shared.GrainsOn(caller), SiloKey.Of($"from {caller}", silo)).Where());
            Assert.Equal(silo, await Grain(Shared.Grains, SiloKey.Of("client", silo)).Where());
        }
    }

    [Fact]
    public async Task A_key_says_more_than_a_hint() =>
        Assert.Equal(Shared.Addresses[0], await Hinted(Shared.Grains, SiloKey.Of("key", Shared.Addresses[0]), Shared.Addresses[1]));

    [Fact]
    public async Task A_grain_starts_where_the_hint_says_from_every_caller()
    {
        foreach (var silo in Shared.Addresses)
        {
            Assert.Equal(silo, await Hinted(Shared.Grains, $"client {silo}", silo));
            foreach (var caller in Shared.Addresses)
            {
                Assert.Equal(silo, await Hinted(Shared.GrainsOn(caller), $"{caller} {silo}", silo));
                Assert.Equal([silo, caller], await Grain(Shared.Grains, SiloKey.Of("caller", caller)).WhereIsHinted($"hinted {caller} {silo}", silo, $"plain {caller} {silo}"));
            }
        }
    }

    [Fact]
    public async Task A_grain_without_key_or_hint_starts_beside_its_caller()
    {
        foreach (var caller in Shared.Addresses)
        {
            for (var i = 0; i < Tries; i++)
                Assert.Equal(caller, await Grain(Shared.Grains, SiloKey.Of("caller", caller)).WhereIs($"{caller} {i}"));
        }
    }

    [Fact]
    public async Task A_started_grain_stays_whatever_a_later_hint_says()
    {
        Assert.Equal(Shared.Addresses[1], await Hinted(Shared.Grains, "stays", Shared.Addresses[1]));
        Assert.Equal(Shared.Addresses[1], await Hinted(Shared.Grains, "stays", Shared.Addresses[0]));
    }

    [Fact]
    public async Task A_hint_flows_on_into_the_calls_of_the_called_until_it_is_taken_off()
    {
        var asker = Grain(Shared.Grains, SiloKey.Of("asker", Shared.Addresses[0]));
        using (PlacementHint.On(Shared.Addresses[1]))
        {
            Assert.Equal(Shared.Addresses[1], await asker.WhereIs("inherits"));
            using (PlacementHint.None())
                Assert.Equal(Shared.Addresses[0], await asker.WhereIs("plain"));
            Assert.Equal(Shared.Addresses[1], await asker.WhereIs("inherits again"));
        }

        Assert.Equal(Shared.Addresses[0], await asker.WhereIs("plain again"));
    }

    [Fact]
    public async Task A_silo_that_has_gone_is_named_and_a_hint_to_it_is_passed_over()
    {
        await using var silos = await TestSilos.StartAsync(3);
        var gone = silos.Addresses[2];
        Assert.Equal(gone, await Grain(silos.Grains, SiloKey.Of("lived", gone)).Where());
        await silos.KillAsync(gone);

        foreach (var grains in silos.Addresses.Select(silos.GrainsOn).Append(silos.Grains))
        {
            foreach (var name in (string[])["lived", "never lived"])
            {
                var error = await Assert.ThrowsAsync<SiloGoneException>(() => Grain(grains, SiloKey.Of(name, gone)).Where());
                Assert.Equal(gone, error.Silo);
                Assert.Contains($"Silo {gone} has left the cluster", error.Message);
            }
        }

        Assert.Equal(silos.Addresses[0], await Hinted(silos.GrainsOn(silos.Addresses[0]), "hint", gone));
        var through = await Assert.ThrowsAsync<SiloGoneException>(() => Grain(silos.Grains, SiloKey.Of("asks", silos.Addresses[1])).WhereIs(SiloKey.Of("lived", gone)));
        Assert.Equal(gone, through.Silo);
    }

    [Fact]
    public async Task A_grain_that_belongs_nowhere_goes_on_elsewhere_with_its_state_when_its_silo_dies()
    {
        await using var silos = await TestSilos.StartAsync(2);
        var (left, killed) = (silos.Addresses[0], silos.Addresses[1]);
        Assert.Equal(killed, await Hinted(silos.GrainsOn(left), "counts", killed));
        Assert.Equal(1, await Grain(silos.GrainsOn(left), "counts").Count());
        await silos.KillAsync(killed);
        Assert.Equal(2, await Grain(silos.GrainsOn(left), "counts").Count());
        Assert.Equal(left, await Grain(silos.GrainsOn(left), "counts").Where());
    }

    [Fact]
    public async Task Too_little_memory_keeps_its_type_and_message_between_silos()
    {
        await using var silos = await TestSilos.StartAsync(2, _ => new SiloResources { Threads = 1, Memory = 3 << 20 });
        foreach (var grains in silos.Addresses.Select(silos.GrainsOn))
        {
            foreach (var silo in silos.Addresses)
            {
                var error = await Assert.ThrowsAsync<OutOfBudgetException>(() => Grain(grains, SiloKey.Of("reserves", silo)).Reserve(5 << 20));
                Assert.Equal("5 MiB were asked of a silo that has 3 MiB free of 3 MiB: add silos or raise --memory.", error.Message);
            }
        }
    }

    [Fact]
    public async Task The_catalog_lists_active_silos_as_they_come_and_go()
    {
        await using var silos = await TestSilos.StartAsync(2, number => new SiloResources { Threads = 1 + number, Memory = 1000 + number });
        var first = silos.Addresses[0];
        using var taken = silos.Service<MemoryBudget>(first).Reserve(10);
        var two = await Grain(silos.Grains, SiloKey.Of("lists", first)).Silos();
        Assert.Equal(silos.Addresses, two.Select(silo => silo.Address));
        Assert.Equal([10L, 0L], two.Select(silo => silo.Reserved));
        Assert.All(two, silo => Assert.Equal(silos.Service<SiloResources>(silo.Address).Memory, silo.Memory));
        Assert.All(two, silo => Assert.Equal(silos.Service<SiloResources>(silo.Address).Threads, silo.Threads));

        var catalog = silos.Service<ISiloCatalog>(first);
        var version = catalog.Version;
        var added = await silos.AddAsync(known: false);
        Assert.True(catalog.Version > version);
        Assert.Equal(silos.Addresses, (await catalog.ListAsync()).Select(silo => silo.Address));

        version = catalog.Version;
        await silos.KillAsync(added);
        Assert.True(catalog.Version > version);
        Assert.Equal(silos.Addresses, (await catalog.ListAsync()).Select(silo => silo.Address));
    }

    [Fact]
    public async Task A_silo_that_does_not_answer_in_time_is_left_out_of_the_catalog()
    {
        var never = new TaskCompletionSource();
        var asked = 0;
        await using var silos = await TestSilos.StartAsync(2, configure: silo => silo.AddIncomingGrainCallFilter(call =>
            call.Grain is ISiloGrain && Interlocked.Increment(ref asked) == 1 ? never.Task : call.Invoke()));
        Assert.Single(await silos.Service<ISiloCatalog>(silos.Addresses[0]).ListAsync());
        never.SetResult();
        Assert.Equal(2, (await silos.Service<ISiloCatalog>(silos.Addresses[0]).ListAsync()).Count);
    }

    private static async Task<SiloAddress> Hinted(IGrainFactory grains, string key, SiloAddress hint)
    {
        Task<SiloAddress> asked;
        using (PlacementHint.On(hint))
            asked = Grain(grains, key).Where();
        return await asked;
    }

    private static IPlacedGrain Grain(IGrainFactory grains, string key) => grains.GetGrain<IPlacedGrain>(key);

    public sealed class Fixture : IAsyncLifetime
    {
        internal TestSilos Silos { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Silos = await TestSilos.StartAsync(3);

        public ValueTask DisposeAsync() => Silos.DisposeAsync();
    }
}
