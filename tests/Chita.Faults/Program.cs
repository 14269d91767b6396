using System.CommandLine;
using Chita.Faults;
using Chita.Faults.Commands;
using Chita.Faults.Crowd;

var kills = new Option<int>("--kills") { Description = "How many kills.", DefaultValueFactory = _ => 30 };
var seed = new Option<int>("--seed") { Description = "Decides moments and victims.", DefaultValueFactory = _ => 1 };
var silos = new Option<int>("--silos") { Description = "Silos of the cluster that is killed.", DefaultValueFactory = _ => 3 };
var partition = new Option<bool>("--partition") { Description = "Cut silos off the network, and reset connections, instead of killing silos." };
var commands = new Option<bool>("--commands") { Description = "Command tiny campaigns while silos are killed, and check the history of all commands." };
var rounds = new Option<int>("--rounds") { Description = "How many campaigns have to meet a kill, with --commands.", DefaultValueFactory = _ => 200 };
var crowd = new Option<bool>("--crowd") { Description = "No faults: very many tiny campaigns at once on two silos." };
var campaigns = new Option<int>("--campaigns") { Description = "How many, with --crowd.", DefaultValueFactory = _ => 1000 };
var matrix = new Option<bool>("--matrix") { Description = "No faults: two campaigns on 1, 2 and 4 silos, with 1 and 2 threads." };
var inside = new Option<string?>("--inside") { Hidden = true };
var states = new Option<string?>("--write-states") { Hidden = true };
var artifacts = new Option<string?>("--write-artifacts") { Hidden = true };
var writes = new Option<int>("--writes") { Hidden = true };
var root = new RootCommand("Kills silos under campaigns, and compares what the campaigns give with what they give without.") { kills, seed, silos, partition, commands, rounds, crowd, campaigns, matrix, inside, states, artifacts, writes };
root.SetAction(async (line, _) => line switch
{
    _ when line.GetValue(inside) is { } prefix => await PartitionRun.InsideAsync(prefix),
    _ when line.GetValue(states) is { } folder => await StateWriter.RunAsync(folder, line.GetValue(writes)),
    _ when line.GetValue(artifacts) is { } place => await ArtifactWriter.RunAsync(place),
    _ when line.GetValue(partition) => await PartitionRun.RunAsync(),
    _ when line.GetValue(commands) => await new CommandLoop(line.GetValue(silos), line.GetValue(rounds), line.GetValue(seed)).RunAsync() ? 0 : 1,
    _ when line.GetValue(crowd) => await new CrowdRun(line.GetValue(campaigns)).RunAsync() ? 0 : 1,
    _ when line.GetValue(matrix) => await new Matrix().RunAsync() ? 0 : 1,
    _ => await new FaultLoop(line.GetValue(silos), line.GetValue(kills), line.GetValue(seed)).RunAsync() ? 0 : 1,
});
return await root.Parse(args).InvokeAsync();
