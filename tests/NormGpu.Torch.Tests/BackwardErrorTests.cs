using NormGpu.Torch.Autograd;
using static NormGpu.Torch.NormLayers;
using static TorchSharp.torch;

namespace NormGpu.Torch.Tests;

public class BackwardErrorTests : LibtorchTest
{
    /// <summary>An operation that works once, in the forward pass.</summary>
    private static Func<Tensor, Tensor> FailsSecondTime()
    {
        var calls = 0;
        return x => ++calls == 1 ? x * 2 : throw new InvalidOperationException("out of luck");
    }

    [SkippableFact]
    public void An_exception_in_backward_becomes_NaN_and_surfaces_at_the_next_forward()
    {
        var x = ones([4], ScalarType.Float16).requires_grad_();
        HalfFunctions.Apply(x, FailsSecondTime()).sum().backward();
        Assert.All(TensorAssert.Values(x.grad), value => Assert.True(double.IsNaN(value)));
        using var layer = BatchNorm1d(3);
        var error = Assert.Throws<InvalidOperationException>(() => layer.call(randn(4, 3)));
        Assert.Contains("out of luck", error.Message, StringComparison.Ordinal);
        Assert.Equal([4L, 3], layer.call(randn(4, 3)).shape);
    }

    [SkippableFact]
    public void The_optimizer_and_the_scaler_throw_it_instead_of_stepping()
    {
        var weight = new TorchSharp.Modules.Parameter(ones([4], ScalarType.Float16));
        using var optimizer = new MasterSgd([new ParameterGroup([weight], 0)], learningRate: 1);
        HalfFunctions.Apply(weight, FailsSecondTime()).sum().backward();
        Assert.Throws<InvalidOperationException>(() => GradScaler.Fixed(1).Step(optimizer));
        HalfFunctions.Apply(weight, FailsSecondTime()).sum().backward();
        Assert.Throws<InvalidOperationException>(() => optimizer.step());
        Assert.All(TensorAssert.Values(weight), value => Assert.Equal(1, value));
        BackwardErrors.ThrowIfAny();
    }

    [SkippableFact]
    public void Gradients_of_gradients_are_refused()
    {
        using var layer = BatchNorm1d(3);
        var x = randn(4, 3).requires_grad_();
        autograd.grad([layer.call(x).square().sum()], [x], null!, false, true);
        Assert.Contains("gradients of gradients", Assert.Throws<InvalidOperationException>(BackwardErrors.ThrowIfAny).Message, StringComparison.Ordinal);
    }
}
