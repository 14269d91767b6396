using System.CommandLine;
using Chita.Faults;

var kills = new Option<int>("--kills") { Description = "How many kills.", DefaultValueFactory = _ => 30 };
var seed = new Option<int>("--seed") { Description = "Decides moments and victims.", DefaultValueFactory = _ => 1 };
var silos = new Option<int>("--silos") { Description = "Silos of the cluster.", DefaultValueFactory = _ => 3 };
var root = new RootCommand("Kills silos under campaigns, and compares what the campaigns give with what they give without.") { kills, seed, silos };
root.SetAction(async (line, _) => await new FaultLoop(line.GetValue(silos), line.GetValue(kills), line.GetValue(seed)).RunAsync() ? 0 : 1);
return await root.Parse(args).InvokeAsync();
