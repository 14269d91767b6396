namespace Chita.Core.Tests;

/// <summary>Tests that read the process's count of native memory: nothing else may run meanwhile.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class NativeMemoryCollection
{
    public const string Name = "native memory";
}
