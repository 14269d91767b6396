using System.CommandLine;
using System.CommandLine.Invocation;
using Chita.Benchmarks.Cluster.Synthetic;
using Chita.Benchmarks.Commands;
using Chita.Client;
using Chita.Gradients;
using Chita.Silo;
using Microsoft.Extensions.DependencyInjection;

if (args is ["silo", .. var options]) // what the cluster modes start: the real silo, with networks that need no training
    return await SiloProgram.RunAsync(options, services => services.AddSingleton<IGradientSources, SyntheticSources>());

var parsed = new BenchmarkCommands().Build().Parse(args);
if (parsed.Action is ParseErrorAction wrong)
    wrong.ShowHelp = false;
var exitCode = await parsed.InvokeAsync(new InvocationConfiguration
{
    EnableDefaultExceptionHandler = false,
    ProcessTerminationTimeout = TimeSpan.FromSeconds(30), // from Ctrl-C to the end of the kernel at work
});
return parsed.Action is ParseErrorAction ? ExitCodes.InvalidInput : exitCode;
