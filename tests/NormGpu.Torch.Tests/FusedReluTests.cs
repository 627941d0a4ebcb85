using TorchSharp;
using static NormGpu.Torch.NormLayers;
using static TorchSharp.torch;

namespace NormGpu.Torch.Tests;

/// <summary>ReLU in the pass of another operation is what a ReLU of its own would be.</summary>
public class FusedReluTests : LibtorchTest
{
    [SkippableTheory]
    [InlineData(ScalarType.Float16, false)]
    [InlineData(ScalarType.Float16, true)]
    [InlineData(ScalarType.Float32, false)]
    public void The_end_of_a_residual_block_is_a_sum_and_a_relu(ScalarType type, bool otherOrder)
    {
        Tensor Leaf() => randn(3, 5, 4, 7).to(type);
        var left = Leaf().requires_grad_();
        // The same values in another memory order.
        var plain = Leaf();
        var right = (otherOrder ? plain.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2) : plain).requires_grad_();
        var (wideLeft, wideRight) = (left.detach().to(ScalarType.Float32).requires_grad_(), right.detach().to(ScalarType.Float32).requires_grad_());
        var y = HalfFunctions.AddRelu(left, right);
        var expected = wideLeft.add(wideRight).to(type).to(ScalarType.Float32).relu();
        var dy = randn(3, 5, 4, 7).to(type);
        y.backward([dy]);
        expected.backward([dy.to(ScalarType.Float32)]);
        TensorAssert.Same(expected.to(type), y);
        TensorAssert.Same(wideLeft.grad!.to(type), left.grad);
        TensorAssert.Same(wideRight.grad!.to(type), right.grad);
    }

    [SkippableFact]
    public void A_sum_that_is_not_a_number_stays_so_and_one_of_a_single_shape_only_is_fused()
    {
        var left = tensor(new[] { float.NaN, float.NegativeInfinity, 1f }).to(ScalarType.Float16);
        var y = HalfFunctions.AddRelu(left, tensor(new[] { 1f, 2f, -3f }).to(ScalarType.Float16)).to(ScalarType.Float32);
        Assert.Equal([float.NaN, 0f, 0f], y.data<float>().ToArray());
        Assert.Equal([2, 3], HalfFunctions.AddRelu(ones(2, 3), ones(3)).shape);
    }

    [SkippableTheory]
    [InlineData(Norm.L1, ScalarType.Float16, true)]
    [InlineData(Norm.L2, ScalarType.Float32, true)]
    [InlineData(Norm.TopK, ScalarType.Float16, true)]
    [InlineData(Norm.LInf, ScalarType.Float16, false)]
    public void A_norm_with_a_relu_is_the_norm_before_a_relu(Norm norm, ScalarType type, bool training)
    {
        var (fused, plain) = (BatchNorm2d(6, norm: norm, activation: Activation.Relu), BatchNorm2d(6, norm: norm));
        foreach (var layer in new[] { fused, plain })
        {
            using var quiet = no_grad();
            layer.weight!.copy_(arange(6, ScalarType.Float32).sub(2.5f.ToScalar()));
            layer.bias!.copy_(arange(6, ScalarType.Float32).mul(0.2f.ToScalar()));
            layer.train(training);
        }

        var x = randn(4, 6, 5, 3).to(type);
        var (one, other) = (x.clone().requires_grad_(), x.clone().requires_grad_());
        var dy = randn(4, 6, 5, 3).to(type);
        var (y, expected) = (fused.call(one), HalfFunctions.Relu(plain.call(other)));
        y.backward([dy]);
        expected.backward([dy]);
        TensorAssert.Same(expected, y);
        TensorAssert.Same(other.grad!, one.grad);
        TensorAssert.Same(plain.weight!.grad!, fused.weight!.grad);
        TensorAssert.Same(plain.bias!.grad!, fused.bias!.grad);
    }
}
