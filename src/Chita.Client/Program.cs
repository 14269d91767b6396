using Chita.Campaigns;
using Chita.Grains.Campaigns;
using Chita.Grains.Gradients;
using Chita.Silo;
namespace Chita.Client;
internal static class Program {
 private static async Task<int> Main(string[] args) {
   var spec = CampaignFile.Load(args[0], args[1], "/tmp");
   if (Directory.Exists(spec.Output.Path)) Directory.Delete(spec.Output.Path, true);
   await using var silo = await EmbeddedSilo.StartAsync(args.Length > 2 ? int.Parse(args[2], System.Globalization.CultureInfo.InvariantCulture) : 0);
   var c = silo.Grains.GetGrain<ICampaignGrain>(spec.Name);
   await c.Start(new CampaignText(spec.Yaml, args[0], args[1], spec.Output.Path));
   int seen=0;
   while (true) {
     var s = await c.GetStatus();
     foreach (var e in s.Events.Skip(seen)) Console.WriteLine(e); seen = s.Events.Count;
     if (s.State != CampaignState.Running) { Console.WriteLine(s.State + " " + s.Failure?.Detail); Console.WriteLine(s.Report); break; }
     await Task.Delay(200);
   }
   return 0; } }
