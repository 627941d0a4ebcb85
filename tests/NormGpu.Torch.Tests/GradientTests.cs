using static NormGpu.Torch.NormLayers;
using static TorchSharp.torch;

namespace NormGpu.Torch.Tests;

public class GradientTests : LibtorchTest
{
    public static TheoryData<Norm, ScalarType, long[]> Cases()
    {
        var data = new TheoryData<Norm, ScalarType, long[]>();
        foreach (var norm in Enum.GetValues<Norm>())
        {
            foreach (var type in new[] { ScalarType.Float32, ScalarType.Float16 })
            {
                data.Add(norm, type, [5, 3]);
                data.Add(norm, type, [2, 1, 7]);
                data.Add(norm, type, [3, 5, 4, 9]);
                data.Add(norm, type, [1, 33, 5, 5]);
                data.Add(norm, type, [2, 3, 2, 3, 5]);
            }
        }

        return data;
    }

    [SkippableTheory, MemberData(nameof(Cases))]
    public void Output_and_gradients_are_those_of_libtorchs_autograd(Norm norm, ScalarType type, long[] shape)
    {
        using var layer = Layer(shape, norm);
        Randomize(layer);
        var x = (randn(shape) + 0.5).to(type).requires_grad_();
        var dy = randn(shape).to(type);
        var y = layer.call(x);
        y.backward([dy]);

        var (wideX, weight, bias) = (Leaf(x), layer.weight is null ? null : Leaf(layer.weight), Leaf(layer.bias!));
        var expected = ComposedNorm.Apply(wideX, weight, bias, norm, k: 10, eps: 1e-5);
        expected.backward([dy.to(ScalarType.Float64)]);

        Assert.Equal(type, y.dtype);
        Assert.Equal(type, x.grad!.dtype);
        TensorAssert.Close(expected, y, Tolerance.Of(type));
        TensorAssert.Close(wideX.grad!, x.grad, Tolerance.Of(type) + Tolerance.SingleSum);
        if (weight is not null)
            TensorAssert.Close(weight.grad!, layer.weight!.grad, Tolerance.SingleSum);
        TensorAssert.Close(bias.grad!, layer.bias!.grad, Tolerance.SingleSum);
    }

    [SkippableFact]
    public void Mean_only_in_eval_takes_off_the_running_mean()
    {
        using var layer = BatchNorm2d(3, norm: Norm.Mean);
        Randomize(layer);
        layer.call(randn(4, 3, 5, 5) + 2);
        layer.eval();
        var x = randn(4, 3, 5, 5).requires_grad_();
        var dy = randn(4, 3, 5, 5);
        var y = layer.call(x);
        y.backward([dy]);
        TensorAssert.Close(x.detach() - layer.running_mean!.reshape(1, 3, 1, 1) + layer.bias!.reshape(1, 3, 1, 1), y, Tolerance.Single);
        TensorAssert.Same(dy, x.grad);
        Assert.Equal("bias num_batches_tracked running_mean", string.Join(' ', layer.state_dict().Keys.Order(StringComparer.Ordinal)));
    }

    [SkippableTheory]
    [InlineData(Norm.L1)]
    [InlineData(Norm.Range)]
    [InlineData(Norm.L2)]
    public void In_eval_statistics_are_constants(Norm norm)
    {
        using var layer = Layer([4, 3, 5, 5], norm);
        Randomize(layer);
        layer.call(randn(4, 3, 5, 5));
        layer.eval();
        var x = randn(4, 3, 5, 5).requires_grad_();
        var dy = randn(4, 3, 5, 5);
        layer.call(x).backward([dy]);

        var (wideX, weight, bias) = (Leaf(x), Leaf(layer.weight!), Leaf(layer.bias!));
        long[] perChannel = [1, 3, 1, 1];
        var s = norm == Norm.L2 ? (layer.running_var!.to(ScalarType.Float64) + 1e-5).sqrt() : layer.running_scale!.to(ScalarType.Float64) + 1e-5;
        var d = (wideX - layer.running_mean!.to(ScalarType.Float64).reshape(perChannel)) / s.reshape(perChannel);
        var expected = (d * weight.reshape(perChannel)) + bias.reshape(perChannel);
        expected.backward([dy.to(ScalarType.Float64)]);
        TensorAssert.Close(expected, layer.call(x), Tolerance.Single);
        TensorAssert.Close(wideX.grad!, x.grad, Tolerance.Single);
        TensorAssert.Close(weight.grad!, layer.weight!.grad, Tolerance.SingleSum);
        TensorAssert.Close(bias.grad!, layer.bias!.grad, Tolerance.SingleSum);
    }

    [SkippableFact]
    public void An_expanded_gradient_is_understood()
    {
        using var layer = BatchNorm2d(3);
        var x = randn(4, 3, 5, 5).requires_grad_();
        layer.call(x).sum().backward();
        var seen = x.grad!.clone();
        x.grad = null;
        layer.call(x).backward([ones(4, 3, 5, 5)]);
        TensorAssert.Same(x.grad!, seen);
    }

    [SkippableFact]
    public void Gradients_go_only_where_they_are_wanted()
    {
        using var layer = BatchNorm2d(3);
        layer.bias!.requires_grad_(false);
        var y = layer.call(randn(4, 3, 5, 5));
        y.square().sum().backward();
        Assert.NotNull(layer.weight!.grad);
        Assert.Null(layer.bias.grad);
        using (no_grad())
            Assert.False(layer.call(randn(4, 3, 5, 5)).requires_grad);
    }

    [SkippableFact]
    public void The_layer_takes_part_in_a_chain()
    {
        using var chain = nn.Sequential(nn.Conv2d(1, 4, 3), BatchNorm2d(4), nn.ReLU(), nn.Conv2d(4, 4, 3), BatchNorm2d(4, norm: Norm.TopK));
        var x = randn(2, 1, 9, 9).requires_grad_();
        chain.call(x).square().sum().backward();
        Assert.All(chain.parameters(), parameter => Assert.NotNull(parameter.grad));
        Assert.Contains(TensorAssert.Values(x.grad), value => value != 0);
    }

    internal static Modules.BatchNorm Layer(long[] shape, Norm norm) => shape.Length switch
    {
        4 => BatchNorm2d(shape[1], norm: norm),
        5 => BatchNorm3d(shape[1], norm: norm),
        _ => BatchNorm1d(shape[1], norm: norm),
    };

    private static void Randomize(Modules.BatchNorm layer)
    {
        using var unrecorded = no_grad();
        layer.weight?.copy_(rand_like(layer.weight) + 0.5);
        layer.bias!.copy_(randn_like(layer.bias));
    }

    private static Tensor Leaf(Tensor tensor) => tensor.detach().to(ScalarType.Float64).clone().requires_grad_();
}
