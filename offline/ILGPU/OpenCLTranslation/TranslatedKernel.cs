using System.Reflection;

namespace ILGPU.Runtime.OpenCL.Translation;

/// <summary>A kernel as OpenCL C.</summary>
/// <param name="Source">The program: one file, OpenCL C 1.2.</param>
/// <param name="EntryPoint">The name of its one kernel function.</param>
/// <param name="Arguments">What the kernel function takes, in its order.</param>
/// <param name="HasDynamicSharedMemory">
/// Whether two more arguments follow the others: `long`, the number of bytes of dynamic shared memory that the launch gives a group, then the `__local`
/// memory itself, of that many bytes (of at least 1, as OpenCL refuses 0).
/// </param>
internal sealed record TranslatedKernel(string Source, string EntryPoint, IReadOnlyList<KernelArgument> Arguments, bool HasDynamicSharedMemory);

/// <summary>What one .NET value of a launch becomes in OpenCL.</summary>
internal enum ArgumentKind
{
    /// <summary>Three consecutive arguments: the `__global` buffer, `long` offset and `long` length, both in elements of the view.</summary>
    View,

    /// <summary>One argument of the primitive's own size; `bool` and `char` as the bytes .NET keeps them in (1 and 2).</summary>
    Scalar,
}

/// <summary>One value that a launch hands to the kernel: a parameter of the method, or a field inside of one.</summary>
/// <param name="Parameter">The parameter of the .NET method; of a kernel over an extent, number 0 is the extent, of its index's type.</param>
/// <param name="Path">The fields that lead from the parameter to the value; none where the parameter is the value.</param>
/// <param name="Type">For a view ArrayView of its element type; for a scalar the primitive type, for an enum the type below it.</param>
/// <param name="Kind">How the value is passed.</param>
internal readonly record struct KernelArgument(int Parameter, IReadOnlyList<FieldInfo> Path, Type Type, ArgumentKind Kind);
