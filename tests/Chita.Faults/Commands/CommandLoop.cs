using System.Globalization;
using Chita.Client;
using Chita.Client.Connections;
using Chita.EndToEnd.Tests.Faults.Histories;
using Chita.Grains.Campaigns;
using Chita.Reports;

namespace Chita.Faults.Commands;

/// <summary>Campaigns that users command while silos die, several at once, and what the history checker says of it.</summary>
internal sealed class CommandLoop(int silos, int rounds, int seed)
{
    private const int AtOnce = 12; // twice what three silos drive at once: some wait for their turn
    private const int Clients = 4;
    private const int MostCampaigns = 3; // for each round: not every life meets a kill

    private static readonly TinyKind[] Kinds = [TinyKind.Magnitude, TinyKind.Magnitude, TinyKind.Magnitude, TinyKind.Quick, TinyKind.Quick, TinyKind.Solve];

    private readonly HistoryRecorder _history = new();
    private readonly List<Life> _lives = [];      // locked; workers on any thread
    private readonly List<Life> _paused = [];     // under the same lock
    private readonly List<string> _problems = []; // under the same lock
    private readonly List<TinyCampaign> _quiet = []; // before anything was killed
    private int _begun;                           // interlocked
    private int _rounds;                          // under the lock: lives that met a kill

    private static string Folder => Path.Combine("artifacts", "faults", "commands");

    /// <returns>Whether nothing was lost, ended twice, or is stuck.</returns>
    public async Task<bool> RunAsync()
    {
        Console.WriteLine($"{rounds} rounds, {silos} silos, seed {seed}");
        await using var cluster = await FaultCluster.StartAsync(silos, slices: false);
        TinyData.WriteTo(cluster.Folder);
        var connections = new List<ClusterConnection>();
        try
        {
            for (var i = 0; i < Clients; i++)
                connections.Add(await cluster.ConnectAsync());
            return await RunAsync(cluster, connections);
        }
        catch (Exception failure)
        {
            cluster.Dump(Folder);
            Console.Error.WriteLine($"given up: {failure}\nThe silos' logs are in {Folder}.");
            return false;
        }
        finally
        {
            foreach (var connection in connections)
                await connection.DisposeAsync();
        }
    }

    private async Task<bool> RunAsync(FaultCluster cluster, List<ClusterConnection> connections)
    {
        var random = new Random(seed);
        var users = connections.Select((connection, i) => new User($"user {i + 1}", new ChitaClient(connection.Grains), _history)).ToArray();
        await using var watch = new Watch(connections, _history);
        var digests = await MeasureAsync(users[0], watch, new ChitaClient(connections[0].Grains));

        var killer = new Killer(cluster, _history, new Random(random.Next()));
        await using (killer)
            await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => LiveAsync(users, watch, killer)));
        Console.WriteLine($"{_lives.Count} campaigns have lived, {_paused.Count} are left paused; silos are killed no more.");

        await cluster.WholeAsync();
        await Task.WhenAll(_paused.Select(life => GuardAsync(life.Campaign, () => life.FinishAsync())));
        var remains = await new Estate(cluster.Folder, new ChitaClient(connections[0].Grains), digests).TakeAsync([.. _quiet, .. _lives.Select(life => life.Campaign)]);
        if (await cluster.LeftBehindAsync() is { } left)
            _problems.Add($"left behind: {left}");
        return Judge(_history.With(remains), killer.Kills, cluster);
    }

    /// <summary>What each kind gives before anything is killed.</summary>
    private async Task<Dictionary<TinyKind, string>> MeasureAsync(User user, Watch watch, ChitaClient client)
    {
        var digests = new Dictionary<TinyKind, string>();
        foreach (var kind in Enum.GetValues<TinyKind>())
        {
            var campaign = new TinyCampaign($"quiet-{kind.ToString().ToLowerInvariant()}", kind);
            _quiet.Add(campaign);
            var began = _history.Now;
            await user.InsistAsync(Verb.Submit, campaign, Life.Patience);
            await watch.UntilAsync(campaign.Name, began, state => state.IsFinal(), Life.Patience);
            watch.Leave(campaign.Name);
            var status = await client.GetAsync(campaign.Name);
            digests.Add(kind, RunReport.Parse(status?.Report ?? throw new InvalidOperationException($"without faults: {status?.State} {status?.Failure?.Detail}")).Digest!);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"without faults, {kind.ToString().ToLowerInvariant()}: {digests[kind]}, {(status.Ended!.Value - status.Submitted).TotalSeconds:0.00} s"));
        }

        return digests;
    }

    private async Task LiveAsync(User[] users, Watch watch, Killer killer)
    {
        while (Volatile.Read(ref _rounds) < rounds && Interlocked.Increment(ref _begun) is var number && number <= MostCampaigns * rounds)
        {
            var random = new Random(unchecked(seed * 1_000_003 + number));
            var campaign = new TinyCampaign(string.Create(CultureInfo.InvariantCulture, $"tiny-{number:0000}"), Kinds[random.Next(Kinds.Length)]);
            var life = new Life(campaign, random, users, watch, killer, _history);
            var isPaused = false;
            await GuardAsync(campaign, async () => isPaused = await life.RunAsync());
            Note(life, isPaused, killer.Kills);
        }
    }

    private void Note(Life life, bool isPaused, IReadOnlyList<TimeSpan> kills)
    {
        lock (_lives)
        {
            _lives.Add(life);
            if (isPaused)
                _paused.Add(life);
            if (!kills.Any(kill => kill >= life.Span.From && kill <= life.Span.To))
                return;
            if (++_rounds % 20 == 0)
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{_rounds} rounds, {kills.Count} kills, {_history.Now.TotalSeconds:0} s"));
        }
    }

    private async Task GuardAsync(TinyCampaign campaign, Func<Task> live)
    {
        try
        {
            await live();
        }
        catch (Exception failure)
        {
            lock (_lives)
                _problems.Add($"{campaign.Name}: {failure}");
        }
    }

    private bool Judge(CommandHistory history, IReadOnlyList<TimeSpan> kills, FaultCluster cluster)
    {
        var findings = HistoryChecker.Check(history);
        if (findings.Count > 0 || _problems.Count > 0)
            Directory.CreateDirectory(Folder);
        foreach (var campaign in findings.GroupBy(finding => finding.Campaign))
        {
            var text = $"{string.Join('\n', campaign.Select(finding => $"{finding.Kind}: {finding.Text}"))}\n{HistoryText.Of(history, campaign.Key, kills)}\n";
            Console.Error.WriteLine($"{campaign.Key}:\n{text}");
            File.WriteAllText(Path.Combine(Folder, $"{campaign.Key}.txt"), text);
        }

        foreach (var problem in _problems)
            Console.Error.WriteLine(problem);
        if (findings.Count > 0 || _problems.Count > 0)
            cluster.Dump(Folder);
        Console.WriteLine(Summary(history, findings, kills.Count));
        return findings.Count == 0 && _problems.Count == 0 && _rounds >= rounds;
    }

    private string Summary(CommandHistory history, IReadOnlyList<HistoryFinding> findings, int kills)
    {
        var commands = history.Commands;
        double[] seconds = [.. commands.Where(command => command.IsAcknowledged).Select(command => (command.Answered!.Value - command.Invoked).TotalSeconds).Order()];
        return string.Create(CultureInfo.InvariantCulture, $"""
            {_rounds} rounds, {_lives.Count} campaigns, {kills} kills, {_history.Now.TotalSeconds:0} s
            {commands.Count} commands: {seconds.Length} acknowledged ({commands.Count(command => command.IsTooLate)} of them too late), {commands.Count(command => command is { Answered: not null, Error: not null })} refused, {commands.Count(command => command.Answered is null)} unanswered; answered in {1000 * seconds[seconds.Length / 2]:0} ms at the median, {seconds[(int)(0.99 * seconds.Length)]:0.0} s at 99 %, {seconds[^1]:0.0} s at most
            {history.Sightings.Count} looks; {Count(FindingKind.Lost)} lost, {Count(FindingKind.TwoEnds)} with two ends, {Count(FindingKind.Stuck)} stuck, {Count(FindingKind.Wrong)} otherwise wrong, {_problems.Count} other problems
            """);

        int Count(FindingKind kind) => findings.Where(finding => finding.Kind == kind).Select(finding => finding.Campaign).Distinct().Count();
    }
}
