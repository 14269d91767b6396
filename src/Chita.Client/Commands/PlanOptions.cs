using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Chita.Blocks;
using Chita.Numerics;
using Chita.Planning;

namespace Chita.Client.Commands;

/// <summary>The options of <c>chita plan</c>.</summary>
internal sealed class PlanOptions
{
    private readonly Option<long?> _weights = Number<long?>("--weights", "N", "Instead of FILE: prunable weights of a network that is not there, such as 70e9.", text => Whole(text, 1, long.MaxValue / 1_000_000));
    private readonly Option<int> _tensors = Number("--tensors", "N", "With --weights: tensors that hold them. Default: 1.", text => Int(text, 1, 100_000), 1);
    private readonly Option<int> _rows = Number("--rows", "N", "With --weights: rows of A. Default: 500.", text => Int(text, 1, 65_000), 500);
    private readonly Option<int> _batchSize = Number("--batch-size", "N", "With --weights: samples of a row. Default: 16.", text => Int(text, 1, int.MaxValue), 16);
    private readonly Option<int> _stages = Number("--stages", "N", "With --weights: stages. Default: 1.", text => Int(text, 1, 1000), 1);
    private readonly Option<double> _sparsity = Number("--sparsity", "S", "With --weights: the share of weights that go. Default: 0.9.", text => Real(text, 0, 0.999999999), 0.9);
    private readonly Option<int> _blockSize = Number("--block-size", "N", "With --weights: weights per block. Default: 65536.", text => Int(text, 256, 16_777_216), 65536);
    private readonly Option<double?> _sampleSeconds = Number<double?>("--sample-seconds", "S", "With --weights: seconds of a thread for one sample, forward and backward.", text => AsOptional(Real(text, 0, 1e9)));
    private readonly Option<GradientStorage> _storage = new("--storage") { HelpName = "float32|bfloat16", Description = "With --weights: how A is kept." };
    private readonly Option<bool> _rowsElsewhere = new("--rows-elsewhere") { Description = "With --weights: rows of A are made elsewhere, so silos hold no copies of the network." };
    private readonly Option<int?> _iterations = Number<int?>("--iterations", "N", "Iterations of a solve. Default: 12, or solver.maxIterations where that is less.", text => AsOptional(Int(text, 1, 1_000_000)));
    private readonly Option<int?> _silos = Number<int?>("--silos", "N", "Plan for so many silos that are not there, with this machine's speed.", text => AsOptional(Int(text, 1, 1_000_000)));
    private readonly Option<long?> _memory = LocalMemory.MemoryOption("Memory of each silo, such as 256GiB. Default: 85 % of this machine's.");
    private readonly Option<string?> _spill = LocalMemory.SpillOption();
    private readonly Option<double?> _network = Number<double?>("--network", "BITS", "With --silos: what each sends per second, such as 25Gbit. Default: as fast as tiles are made.", Bits);
    private readonly Option<double?> _cores = Number<double?>("--cores", "N", "With --silos: cores of each; 0.5 when two share one. Default: as many as threads.", text => AsOptional(Real(text, 0.001, 100_000)));
    private readonly Option<string?> _speeds = new("--speeds")
    {
        HelpName = "FILE",
        Description = "Do not measure: take the machine's speeds from what an earlier plan printed with -o json. A sample takes what it took there.",
    };

    public Argument<string?> File { get; } = new("FILE") { Description = "The campaign file (YAML).", Arity = ArgumentArity.ZeroOrOne };

    /// <summary>What means nothing on a cluster that is there.</summary>
    public IReadOnlyList<Option> LocalOnly => [_silos, _memory, _spill, _network, _cores];

    public void AddTo(Command command)
    {
        Option[] imagined = [_tensors, _rows, _batchSize, _stages, _sparsity, _blockSize, _sampleSeconds, _storage, _rowsElsewhere];
        Option[] planned = [_network, _cores];
        foreach (var option in (Option[])[_weights, .. imagined, _iterations, _silos, _memory, _spill, .. planned, _speeds])
            command.Options.Add(option);
        command.Validators.Add(result =>
        {
            if (IsGiven(result, _weights) == (result.GetResult(File) is { Tokens.Count: > 0 }))
                result.AddError("expected either a campaign FILE or --weights N.");
            Needs(result, imagined, _weights);
            Needs(result, planned, _silos);
        });
    }

    /// <exception cref="InvalidInputException">The file of speeds is none.</exception>
    public PlanRequest Read(ParseResult parsed) => new()
    {
        File = parsed.GetValue(File), Weights = parsed.GetValue(_weights), Tensors = parsed.GetValue(_tensors), Rows = parsed.GetValue(_rows),
        BatchSize = parsed.GetValue(_batchSize), Stages = parsed.GetValue(_stages), Sparsity = parsed.GetValue(_sparsity), Storage = parsed.GetValue(_storage),
        BlockSize = parsed.GetValue(_blockSize), RowsElsewhere = parsed.GetValue(_rowsElsewhere), SampleSeconds = parsed.GetValue(_sampleSeconds), Iterations = parsed.GetValue(_iterations),
        Silos = parsed.GetValue(_silos), Memory = parsed.GetValue(_memory), Spill = parsed.GetValue(_spill) is { } folder ? Path.GetFullPath(folder) : null, Network = parsed.GetValue(_network), Cores = parsed.GetValue(_cores),
        Speeds = parsed.GetValue(_speeds) is { } path ? PlanReport.Read(path).Speeds : null,
    };

    private static bool IsGiven(SymbolResult result, Option option) => result.GetResult(option) is { Implicit: false };

    private static void Needs(CommandResult result, Option[] options, Option needed)
    {
        if (IsGiven(result, needed))
            return;
        foreach (var option in options.Where(option => IsGiven(result, option)))
            result.AddError($"{option.Name} has a meaning only with {needed.Name}.");
    }

    private static Option<T> Number<T>(string name, string help, string description, Func<string, (T Value, string? Expected)> parse, T? initial = default) => new(name)
    {
        HelpName = help,
        Description = description,
        DefaultValueFactory = _ => initial!,
        CustomParser = result =>
        {
            var (value, expected) = parse(result.Tokens[0].Value);
            if (expected is not null)
                result.AddError($"{name}: {result.Tokens[0].Value} is not {expected}.");
            return value;
        },
    };

    private static (long?, string?) Whole(string text, long least, long most) =>
        decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number == decimal.Truncate(number) && number >= least && number <= most
            ? ((long)number, null)
            : (0, string.Create(CultureInfo.InvariantCulture, $"a whole number from {least} to {most}, such as 1000 or 70e9"));

    private static (int, string?) Int(string text, int least, int most)
    {
        var (value, expected) = Whole(text, least, most);
        return ((int)value!.Value, expected);
    }

    private static (double, string?) Real(string text, double least, double most) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? (number, null)
            : (0, string.Create(CultureInfo.InvariantCulture, $"a number from {least} to {most}"));

    private static (T?, string?) AsOptional<T>((T Value, string? Expected) parsed) where T : struct => parsed;

    /// <summary>25Gbit is 25e9 bits, so 3.125e9 bytes.</summary>
    private static (double?, string?) Bits(string text)
    {
        const string Unit = "bit";
        var word = text.Trim();
        return word.EndsWith(Unit, StringComparison.OrdinalIgnoreCase) && ByteSize.TryParse(word[..^Unit.Length], out var size) && size.Bytes > 0
            ? (size.Bytes / 8.0, null)
            : (0, "a number of bits per second such as 25Gbit or 100Gbit");
    }
}
