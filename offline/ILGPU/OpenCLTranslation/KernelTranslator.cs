using System.Reflection;
using ILGPU.Runtime.OpenCL.Translation.Emitting;
using ILGPU.Runtime.OpenCL.Translation.Reading;

namespace ILGPU.Runtime.OpenCL.Translation;

/// <summary>Makes OpenCL C 1.2 of a kernel's IL.</summary>
internal static class KernelTranslator
{
    /// <summary>Translates a kernel and all that it calls.</summary>
    /// <param name="method">The kernel: static, or of an instance without fields; its generic arguments closed.</param>
    /// <param name="implicitIndex">
    /// For a kernel over an extent the type of its first parameter: <see cref="Index1D"/>, <see cref="Index2D"/>, <see cref="Index3D"/> or
    /// <see cref="LongIndex1D"/>. The translated kernel takes the extent in its place and works on its own index. Null for one launched in groups.
    /// </param>
    /// <exception cref="NotSupportedException">OpenCL C cannot say it; the sentence names the method, the instruction and why.</exception>
    public static TranslatedKernel Translate(MethodInfo method, Type? implicitIndex = null) =>
        KernelWriter.Write(new ProgramReader().Read(method), implicitIndex);
}
