using ILGPU.Runtime;

namespace ILGPU.Tests.OpenCL;

/// <summary>One small kernel with its input: what it writes must not depend on the accelerator.</summary>
internal sealed record KernelCase(string Name, Func<Accelerator, string[]> Run)
{
    /// <summary>A kernel from one array to another.</summary>
    public static KernelCase Of<TInput, TOutput>(
        string name, Action<ArrayView<TInput>, ArrayView<TOutput>> kernel, TInput[] input, int outputs, int threads = 1, int groups = 1, int sharedElements = 0)
        where TInput : unmanaged
        where TOutput : unmanaged =>
        new(name, accelerator => Launch<TInput, TOutput>(accelerator, input, outputs, (from, to) =>
        {
            SharedMemoryConfig shared = sharedElements == 0 ? default : SharedMemoryConfig.RequestDynamic<TOutput>(sharedElements);
            accelerator.LoadStreamKernel(kernel)(((Index1D)groups, (Index1D)threads, shared), from, to);
        }));

    /// <summary>A kernel that is launched in a way of its own.</summary>
    public static KernelCase Of<TInput, TOutput>(
        string name, TInput[] input, int outputs, Action<Accelerator, ArrayView<TInput>, ArrayView<TOutput>> launch)
        where TInput : unmanaged
        where TOutput : unmanaged =>
        new(name, accelerator => Launch<TInput, TOutput>(accelerator, input, outputs, (from, to) => launch(accelerator, from, to)));

    public override string ToString() => Name;

    private static string[] Launch<TInput, TOutput>(Accelerator accelerator, TInput[] input, int outputs, Action<ArrayView<TInput>, ArrayView<TOutput>> launch)
        where TInput : unmanaged
        where TOutput : unmanaged
    {
        using MemoryBuffer1D<TInput, Stride1D.Dense> from = accelerator.Allocate1D(input);
        using MemoryBuffer1D<TOutput, Stride1D.Dense> to = accelerator.Allocate1D<TOutput>(outputs);
        to.MemSetToZero();
        launch(from.View, to.View);
        accelerator.Synchronize();
        return [.. to.GetAsArray1D().Select(BitsOf)];
    }

    /// <summary>The bits of a number, so that -0 is not 0; NaN is NaN, whatever its payload.</summary>
    private static string BitsOf<T>(T value) => value switch
    {
        float.NaN or double.NaN => "NaN",
        float number => FormattableString.Invariant($"{number} = {BitConverter.SingleToInt32Bits(number):X8}"),
        double number => FormattableString.Invariant($"{number} = {BitConverter.DoubleToInt64Bits(number):X16}"),
        _ => FormattableString.Invariant($"{value}"),
    };
}
