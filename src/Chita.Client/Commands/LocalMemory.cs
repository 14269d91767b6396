using System.CommandLine;
using Chita.Numerics;

namespace Chita.Client.Commands;

/// <summary>The options that say what a silo of this machine may take.</summary>
internal static class LocalMemory
{
    /// <summary>Memory.</summary>
    /// <param name="description">What the verb says of it.</param>
    public static Option<long?> MemoryOption(string description) => new("--memory")
    {
        HelpName = "BYTES",
        Description = description,
        CustomParser = result =>
        {
            if (ByteSize.TryParse(result.Tokens[0].Value, out var size))
                return size.Bytes;
            result.AddError($"--memory: {result.Tokens[0].Value} is not {ByteSize.Expected}.");
            return null;
        },
    };

    /// <summary>A folder for what does not fit into it.</summary>
    public static Option<string?> SpillOption() => new("--spill")
    {
        HelpName = "DIR",
        Description = "A folder on a local disk for gradients that do not fit into memory. The result is the same, at the disk's speed.",
    };
}
