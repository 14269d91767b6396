using System.CommandLine;
using Chita.Faults;

var kills = new Option<int>("--kills") { Description = "How many kills.", DefaultValueFactory = _ => 30 };
var seed = new Option<int>("--seed") { Description = "Decides moments and victims.", DefaultValueFactory = _ => 1 };
var silos = new Option<int>("--silos") { Description = "Silos of the cluster that is killed.", DefaultValueFactory = _ => 3 };
var partition = new Option<bool>("--partition") { Description = "Cut silos off the network, and reset connections, instead of killing silos." };
var matrix = new Option<bool>("--matrix") { Description = "No faults: two campaigns on 1, 2 and 4 silos, with 1 and 2 threads." };
var inside = new Option<string?>("--inside") { Hidden = true };
var root = new RootCommand("Kills silos under campaigns, and compares what the campaigns give with what they give without.") { kills, seed, silos, partition, matrix, inside };
root.SetAction(async (line, _) => line switch
{
    _ when line.GetValue(inside) is { } prefix => await PartitionRun.InsideAsync(prefix),
    _ when line.GetValue(partition) => await PartitionRun.RunAsync(),
    _ when line.GetValue(matrix) => await new Matrix().RunAsync() ? 0 : 1,
    _ => await new FaultLoop(line.GetValue(silos), line.GetValue(kills), line.GetValue(seed)).RunAsync() ? 0 : 1,
});
return await root.Parse(args).InvokeAsync();
