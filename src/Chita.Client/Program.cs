using System.CommandLine;
using System.CommandLine.Invocation;
using Chita.Client;
using Chita.Client.Commands;

var parsed = new ChitaCommands().Build().Parse(args);
var exitCode = await parsed.InvokeAsync(new InvocationConfiguration
{
    EnableDefaultExceptionHandler = false,
    ProcessTerminationTimeout = TimeSpan.FromSeconds(30), // from Ctrl-C to the end of the kernel at work
});
return parsed.Action is ParseErrorAction ? ExitCodes.InvalidInput : exitCode;
