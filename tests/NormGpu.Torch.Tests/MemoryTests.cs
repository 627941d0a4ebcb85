using System.Globalization;
using static NormGpu.Torch.NormLayers;
using static TorchSharp.torch;

namespace NormGpu.Torch.Tests;

/// <summary>What a forward pass keeps for its backward pass, from the memory of the process. Tensors of this size are mapped and unmapped one by one.</summary>
public class MemoryTests : LibtorchTest
{
    private const long Elements = 64L << 20;
    private const long Bytes = 2 * Elements;

    [SkippableFact]
    public void Batch_norm_keeps_x_and_nothing_else_of_its_size()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Reads the resident memory from /proc.");
        using var layer = BatchNorm2d(64);
        KeepsOnlyItsOutput(layer.call, [1, 64, 1024, 1024]);
    }

    [SkippableFact]
    public void Relu_keeps_its_output_and_nothing_else()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Reads the resident memory from /proc.");
        KeepsOnlyItsOutput(HalfFunctions.Relu, [1, 64, 1024, 1024]);
    }

    [SkippableFact]
    public void A_convolution_keeps_x_in_half_and_no_FP32_copy()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Reads the resident memory from /proc.");
        var weight = ones([1, 1, 1, 1], ScalarType.Float16).requires_grad_();
        KeepsOnlyItsOutput(x => HalfFunctions.Convolution(x, weight, null, [1, 1], [0, 0], [1, 1]), [1, 1, 8192, 8192]);
    }

    private static void KeepsOnlyItsOutput(Func<Tensor, Tensor> layer, long[] shape)
    {
        var x = ones(shape, ScalarType.Float16).requires_grad_();
        var before = Resident();
        var y = layer(x);
        var kept = Resident() - before;
        Assert.True(y.requires_grad);
        Assert.InRange(kept, Bytes * 3 / 4, Bytes * 5 / 4);
    }

    private static long Resident()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var pages = File.ReadAllText("/proc/self/statm").Split(' ')[1];
        return long.Parse(pages, CultureInfo.InvariantCulture) * Environment.SystemPageSize;
    }
}
