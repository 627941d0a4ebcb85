using NormGpu.Reference;
using static TorchSharp.torch;

namespace NormGpu.Torch.Tests;

public class TReLUTests : LibtorchTest
{
    private static readonly float[] X = [-2, 0, 0.5f, 3];
    private static readonly float[] Dy = [1, 1, 1, 2];

    // 0.3989423 = 1/sqrt(2·pi) off, then by the deviation 0.5838194.
    private static readonly double[] Y = [-0.6833317, -0.6833317, 0.1730976, 4.4552440];
    private static readonly double[] Dx = [0, 0, 1.7128586, 3.4257171];

    [SkippableTheory]
    [InlineData(ScalarType.Float64)]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.Float16)]
    public void Values_and_gradients_are_those_worked_out_by_hand(ScalarType type)
    {
        using var layer = HalfLayers.TReLU();
        var x = tensor(X).to(type).requires_grad_();
        var y = layer.call(x);
        y.backward([tensor(Dy).to(type)]);
        Assert.Equal(type, y.dtype);
        TensorAssert.Close(tensor(Y), y, Tolerance.Of(type));
        TensorAssert.Close(tensor(Dx), x.grad, Tolerance.Of(type));
    }

    [SkippableFact]
    public void The_gradient_is_the_limit_of_differences_in_double()
    {
        var x = randn(64, ScalarType.Float64).requires_grad_();
        var dy = randn(64, ScalarType.Float64);
        HalfFunctions.TRelu(x).backward([dy]);
        var numeric = GradientCheck.Numeric(
            at => TensorAssert.Values(HalfFunctions.TRelu(tensor(at))), TensorAssert.Values(x), TensorAssert.Values(dy), 1e-6);
        TensorAssert.Close(tensor(numeric), x.grad, 1e-8);
    }

    [SkippableFact]
    public void Gaussian_inputs_keep_mean_0_and_variance_1()
    {
        random.manual_seed(5);
        var y = HalfLayers.TReLU().call(randn(1_000_000));
        // Three standard errors of a million draws; the fourth moment of y is below 6.
        Assert.Equal(0, y.mean().item<float>(), 3e-3);
        Assert.Equal(1, y.square().mean().item<float>(), 7e-3);
    }

    [SkippableFact]
    public void NaN_passes()
    {
        foreach (var type in new[] { ScalarType.Float32, ScalarType.Float16 })
            Assert.All(TensorAssert.Values(HalfFunctions.TRelu(full([3], double.NaN, type))), value => Assert.True(double.IsNaN(value)));
    }
}
