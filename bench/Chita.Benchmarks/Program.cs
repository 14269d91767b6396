using System.CommandLine;
using System.CommandLine.Invocation;
using Chita.Benchmarks.Commands;
using Chita.Client;

var parsed = new BenchmarkCommands().Build().Parse(args);
if (parsed.Action is ParseErrorAction wrong)
    wrong.ShowHelp = false;
var exitCode = await parsed.InvokeAsync(new InvocationConfiguration
{
    EnableDefaultExceptionHandler = false,
    ProcessTerminationTimeout = TimeSpan.FromSeconds(30), // from Ctrl-C to the end of the kernel at work
});
return parsed.Action is ParseErrorAction ? ExitCodes.InvalidInput : exitCode;
