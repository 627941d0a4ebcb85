using System.Reflection;
using ILGPU.Runtime.OpenCL.Translation;

namespace ILGPU.Tests.OpenCL;

/// <summary>What a reader finds who looks at generated sources, the same of debug and of release builds. Needs no device.</summary>
public class GoldenTests
{
    /// <summary>The test's folder of expected sources; a difference is shown there as `NAME.actual.cl`.</summary>
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "OpenCL", "Golden");

    [Theory]
    [InlineData(typeof(GroupKernels), "Tree", null)]
    [InlineData(typeof(GroupKernels), "Over2", typeof(Index2D))]
    [InlineData(typeof(StructKernels), "OwnMethods", null)]
    [InlineData(typeof(FlowKernels), "SharedCode", null)]
    [InlineData(typeof(HalfKernels), "Scale", null)]
    public void A_kernel_reads_as_expected(Type owner, string name, Type? implicitIndex)
    {
        MethodInfo method = owner.GetMethod(name, BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)!;

        string source = KernelTranslator.Translate(method, implicitIndex).Source;

        string expected = Path.Combine(Folder, $"{name}.cl");
        if (!File.Exists(expected) || !string.Equals(File.ReadAllText(expected), source, StringComparison.Ordinal))
        {
            Directory.CreateDirectory(Folder);
            File.WriteAllText(Path.Combine(Folder, $"{name}.actual.cl"), source);
        }
        Assert.Equal(File.ReadAllText(expected), source);
    }
}
