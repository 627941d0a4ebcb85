using System.Reflection;
using System.Runtime.CompilerServices;

namespace ILGPU.Runtime.OpenCL.Translation.Reading;

/// <summary>Sizes of values in .NET's memory.</summary>
internal static class Sizes
{
    private static readonly MethodInfo SizeOf = typeof(Unsafe).GetMethod(nameof(Unsafe.SizeOf))!;

    public static int Of(Type type) => (int)SizeOf.MakeGenericMethod(type).Invoke(null, null)!;
}
