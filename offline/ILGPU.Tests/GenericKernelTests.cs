using ILGPU.Runtime;

namespace ILGPU.Tests;

/// <summary>The ways in which kernels of this project choose their arithmetic: struct functors, static abstract members, views in structs.</summary>
public class GenericKernelTests
{
    public interface IUnary
    {
        float Apply(float x);
    }

    public interface IScale
    {
        static abstract float Factor { get; }
    }

    [Fact]
    public void A_struct_functor_with_state_is_called()
    {
        Assert.Equal([3f, 4f, 5f], Run((accelerator, input, output) =>
            accelerator.LoadStreamKernel<ArrayView<float>, ArrayView<float>, AddConstant>(Map)((1, 3), input, output, new AddConstant(2))));
    }

    [Fact]
    public void A_static_abstract_member_is_called()
    {
        Assert.Equal([7f, 14f, 21f], Run((accelerator, input, output) =>
            accelerator.LoadStreamKernel<ArrayView<float>, ArrayView<float>>(Scale<Seven>)((1, 3), input, output)));
    }

    [Fact]
    public void Views_travel_inside_structs()
    {
        Assert.Equal([1f, 2f, 3f], Run((accelerator, input, output) =>
            accelerator.LoadStreamKernel<Copy>(CopyThrough)((1, 3), new Copy(input, output.SubView(0, 3)))));
    }

    [Fact]
    public void A_method_named_by_reflection_is_a_kernel_too()
    {
        System.Reflection.MethodInfo method = new Action<ArrayView<float>, ArrayView<float>>(Scale<Seven>).Method;
        Assert.Equal([7f, 14f, 21f], Run((accelerator, input, output) =>
            accelerator.LoadKernel<Action<AcceleratorStream, KernelConfig, ArrayView<float>, ArrayView<float>>>(method)(
                accelerator.DefaultStream, (1, 3), input, output)));
    }

    private static float[] Run(Action<Accelerator, ArrayView<float>, ArrayView<float>> launch)
    {
        using var simulator = new Simulator();
        using MemoryBuffer1D<float, Stride1D.Dense> input = simulator.Accelerator.Allocate1D([1f, 2f, 3f]);
        using MemoryBuffer1D<float, Stride1D.Dense> output = simulator.Accelerator.Allocate1D<float>(3);
        launch(simulator.Accelerator, input.View, output.View);
        return output.GetAsArray1D();
    }

    private static void Map<TUnary>(ArrayView<float> input, ArrayView<float> output, TUnary unary)
        where TUnary : struct, IUnary =>
        output[Group.IdxX] = unary.Apply(input[Group.IdxX]);

    private static void Scale<TScale>(ArrayView<float> input, ArrayView<float> output)
        where TScale : struct, IScale =>
        output[Group.IdxX] = input[Group.IdxX] * TScale.Factor;

    private static void CopyThrough(Copy copy) => copy.To[Group.IdxX] = copy.From[Group.IdxX];

    public readonly struct AddConstant(float constant) : IUnary
    {
        public float Apply(float x) => x + constant;
    }

    public struct Seven : IScale
    {
        public static float Factor => 7;
    }

    public readonly struct Copy(ArrayView<float> from, ArrayView<float> to)
    {
        public ArrayView<float> From { get; } = from;

        public ArrayView<float> To { get; } = to;
    }
}
