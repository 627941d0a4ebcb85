using NormGpu.Host.Devices;
using NormGpu.Torch.Autograd;
using static NormGpu.Torch.NormLayers;
using static TorchSharp.torch;

namespace NormGpu.Torch.Tests;

/// <summary>Layers whose norm is computed on another device than libtorch's, on staged copies; the simulator stands for any of them.</summary>
public class ComputeDeviceTests : LibtorchTest
{
    private static ComputeDevice Simulator => DeviceCatalogue.Find("simulator");

    public static TheoryData<Norm, ScalarType, bool> Cases() => new()
    {
        { Norm.L1, ScalarType.Float16, false },
        { Norm.L2, ScalarType.Float32, true },
        { Norm.LInf, ScalarType.Float32, false },
        { Norm.TopK, ScalarType.Float16, true },
    };

    [SkippableTheory, MemberData(nameof(Cases))]
    public void Outputs_gradients_and_statistics_are_those_of_the_processor(Norm norm, ScalarType type, bool channelsLast)
    {
        using var near = BatchNorm2d(5, norm: norm);
        using var far = BatchNorm2d(5, norm: norm, computeDevice: Simulator);
        var x = (randn(3, 5, 4, 7) + 0.5).to(type);
        if (channelsLast)
            x = x.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2);
        var dy = randn(3, 5, 4, 7).to(type);
        foreach (var training in new[] { true, false })
        {
            near.train(training);
            far.train(training);
            var (expected, actual) = (Gradients(near, x, dy), Gradients(far, x, dy));
            Assert.Equal(expected.Y.stride(), actual.Y.stride());
            TensorAssert.Close(expected.Y, actual.Y, Tolerance.Of(type));
            TensorAssert.Close(expected.Dx, actual.Dx, Tolerance.Of(type) + Tolerance.SingleSum);
            TensorAssert.Close(near.weight!.grad!, far.weight!.grad, Tolerance.SingleSum);
            TensorAssert.Close(near.bias!.grad!, far.bias!.grad, Tolerance.SingleSum);
        }

        TensorAssert.Close(near.running_mean!, far.running_mean, Tolerance.Single);
        TensorAssert.Close((near.running_var ?? near.running_scale)!, far.running_var ?? far.running_scale, Tolerance.Single);
    }

    [SkippableFact]
    public void A_model_is_moved_to_another_device_in_one_call_and_keeps_it_when_converted_again()
    {
        using var layer = NormConversion.ConvertBatchNorm(nn.BatchNorm2d(3), Norm.L1, computeDevice: Simulator);
        Assert.Same(Simulator, Assert.IsType<Modules.BatchNorm2d>(layer).Options.ComputeDevice);
        using var again = NormConversion.ConvertBatchNorm(layer, Norm.L2);
        Assert.Same(Simulator, Assert.IsType<Modules.BatchNorm2d>(again).Options.ComputeDevice);
    }

    [SkippableFact]
    public void Channels_that_are_not_finite_are_counted_on_any_device()
    {
        using var layer = BatchNorm2d(3, computeDevice: Simulator);
        var x = randn(2, 3, 4, 4);
        x[1, 1, 2, 3] = float.NaN;
        layer.call(x);
        Assert.Equal(1, layer.nonfinite_statistics);
    }

    private static (Tensor Y, Tensor Dx) Gradients(Modules.BatchNorm layer, Tensor x, Tensor dy)
    {
        layer.zero_grad();
        var input = x.detach().requires_grad_();
        var y = layer.call(input);
        y.backward([dy]);
        BackwardErrors.ThrowIfAny();
        return (y, input.grad!);
    }
}
