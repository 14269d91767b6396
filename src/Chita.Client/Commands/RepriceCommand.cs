using System.CommandLine;

namespace Chita.Client.Commands;

/// <summary><c>chita reprice</c>: its options.</summary>
internal sealed class RepriceCommand(PlaceOptions place, Option<bool> verbose, Option<int> threads)
{
    private readonly Argument<string> _name = new("NAME") { Description = "The campaign, which kept its scores (output.scores: true); or the output folder of its run." };

    private readonly Option<string[]> _budget = new("--budget")
    {
        HelpName = "KEY=VALUE",
        Required = true,
        Description = "The new budget, as under budget in a campaign file: sparsity=0.92, bytes=100KiB, flops=0.3, floor=0.01, cap=0.5, pattern=2:4. Several together; what is not given stays.",
    };

    private readonly Option<string> _output = new("-o", "--output") { HelpName = "OUT", Required = true, Description = "The folder to write. Must not exist." };

    private readonly Option<string?> _dataRoot = new("--data-root")
    {
        HelpName = "DIR",
        Description = "Where relative paths of the campaign's network and data start. Default: at the current folder.",
    };

    public Command Build()
    {
        _budget.Validators.Add(result =>
        {
            foreach (var token in result.Tokens.Where(token => token.Value.IndexOf('=', StringComparison.Ordinal) < 1))
                result.AddError($"--budget: {token.Value} is not KEY=VALUE, such as sparsity=0.92.");
        });
        var command = new Command("reprice", "Prune to another budget by the scores that a campaign has kept: no gradients, no solve; quality is measured.")
        {
            _name, _budget, _output, _dataRoot, threads,
        };
        place.AddStoreTo(command);
        command.SetAction((parsed, cancellation) => Guard.RunAsync(parsed.GetValue(verbose), () =>
            RepriceVerb.RunAsync(parsed.GetValue(_name)!, parsed.GetValue(_budget)!, parsed.GetValue(_output)!, Settings(parsed), cancellation)));
        return command;
    }

    private RunSettings Settings(ParseResult parsed) => place.Read(
        new RunSettings
        {
            DataRoot = parsed.GetValue(_dataRoot) is { } root ? Path.GetFullPath(root) : null, Threads = parsed.GetValue(threads), Verbose = parsed.GetValue(verbose),
        },
        parsed);
}
