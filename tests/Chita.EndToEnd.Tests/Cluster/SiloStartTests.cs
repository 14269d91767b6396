namespace Chita.EndToEnd.Tests.Cluster;

/// <summary>How a silo starts, and how it says why it does not.</summary>
public sealed class SiloStartTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task All_that_is_wrong_with_the_options_is_told_at_once()
    {
        var outcome = await SiloProcess.RunAsync(
            _folder.Root, "--clustering", "redis", "--silo-port", "99999", "--gateway-port", "many", "--memory", "1KiB", "--data-root", "nowhere",
            "--threads", "-1", "--advertise", "localhost", "--cluster-id", "a b", "--log-level", "loud");

        Refused(outcome, 3,
            "--redis: is missing", "--silo-port: 99999 is outside 1 … 65535", "--gateway-port: \"many\" is not a port", "--memory: 1 KiB is too little",
            "nowhere is not a folder", "--threads: -1 is outside", "--advertise: \"localhost\" is not an IP address", "--cluster-id: \"a b\"", "--log-level: \"loud\"");
    }

    [Fact]
    public async Task An_unknown_option_is_exit_code_3() => Assert.Equal(3, (await SiloProcess.RunAsync(_folder.Root, "--clustring", "redis")).ExitCode);

    [Fact]
    public async Task Options_come_from_appsettings_too_and_the_command_line_wins()
    {
        await File.WriteAllTextAsync(
            _folder["appsettings.json"], """{ "Chita": { "SiloPort": 77777, "ClusterId": "from-file", "Memory": "1KiB" } }""", TestContext.Current.CancellationToken);
        using var silo = SiloProcess.Launch(_folder.Root, "--memory", "400MiB");

        Assert.EndsWith($" ready: silo 127.0.0.1:{silo.SiloPort}, gateway 127.0.0.1:{silo.GatewayPort}, cluster from-file", await silo.Ready, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_says_one_line_answers_health_requests_and_stops_when_asked()
    {
        using var silo = await SiloProcess.StartAsync(_folder.Root);
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{silo.HttpPort}") };

        Assert.True((await http.GetAsync("/healthz", TestContext.Current.CancellationToken)).IsSuccessStatusCode);
        Assert.True((await http.GetAsync("/readyz", TestContext.Current.CancellationToken)).IsSuccessStatusCode);
        Assert.Equal(0, await silo.StopAsync());
        Assert.Equal((await silo.Ready, ""), (silo.Output.TrimEnd(), silo.Errors));
    }

    [Fact]
    public async Task A_taken_port_is_named()
    {
        using var silo = await SiloProcess.StartAsync(_folder.Root);
        using var second = SiloProcess.Launch(_folder.Root, FreePorts.Take(3), [], "--gateway-port", $"{silo.GatewayPort}");
        Refused(new Outcome(await second.EndAsync(), second.Output, second.Errors), 1, $"port {silo.GatewayPort} (--gateway-port)");
    }

    [Theory]
    [InlineData("redis", "--redis", "127.0.0.1:1", "Redis at 127.0.0.1:1")]
    [InlineData("adonet", "--adonet", "Host=127.0.0.1;Port=1;Username=chita", "PostgreSQL at 127.0.0.1:1, database chita,")]
    public async Task A_store_that_does_not_answer_is_waited_for_and_then_named(string clustering, string option, string value, string name)
    {
        using var silo = SiloProcess.Launch(_folder.Root, "--clustering", clustering, option, value, "--wait", "3");
        Refused(new Outcome(await silo.EndAsync(), silo.Output, silo.Errors), 1, $"waiting for {name}", $"{name} did not answer for 3 s");
    }

    [Fact]
    public async Task A_store_that_comes_late_is_used()
    {
        using var redis = await RedisServer.StartAsync();
        redis.Stop();
        using var silo = SiloProcess.Launch(_folder.Root, "--clustering", "redis", "--redis", redis.Address);
        while (!silo.Errors.Contains("waiting for Redis", StringComparison.Ordinal))
            await Task.Delay(100, TestContext.Current.CancellationToken);
        await redis.RestartAsync();
        await silo.Ready;
    }

    [Fact]
    public async Task A_silo_of_another_version_may_not_join_but_may_come_after()
    {
        using var cluster = await SiloCluster.StartAsync(1);
        using var other = cluster.Launch("--protocol-version", "999");
        Refused(new Outcome(await other.EndAsync(), other.Output, other.Errors), 1, "is version 0.1.0/999", "is version 0.1.0/1 ");

        await cluster.Silos[0].StopAsync();
        await cluster.Launch("--protocol-version", "999").Ready;
    }

    [Fact]
    public async Task Migrate_makes_the_tables_and_may_be_repeated()
    {
        using var postgres = await PostgresServer.StartAsync();
        string[] migrate = ["migrate", "--clustering", "adonet", "--adonet", postgres.ConnectionString];
        foreach (var outcome in await Task.WhenAll(SiloProcess.RunAsync(_folder.Root, migrate), SiloProcess.RunAsync(_folder.Root, migrate)))
            Assert.Equal((0, ""), (outcome.ExitCode, outcome.Errors));
        Refused(await SiloProcess.RunAsync(_folder.Root, "migrate"), 3, "expected --clustering adonet");
    }

    private static void Refused(Outcome outcome, int exitCode, params string[] messages)
    {
        Assert.Equal((exitCode, ""), (outcome.ExitCode, outcome.Output));
        Assert.All(messages, message => Assert.Contains(message, outcome.Errors, StringComparison.Ordinal));
        Assert.DoesNotContain("   at ", outcome.Errors, StringComparison.Ordinal); // no stack trace
    }
}
