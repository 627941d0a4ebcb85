namespace NormGpu.Cli.Tests;

/// <summary>Tests that train run one by one: libtorch's threads and random numbers belong to the whole process.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class LibtorchTests
{
    public const string Name = "libtorch";
}
