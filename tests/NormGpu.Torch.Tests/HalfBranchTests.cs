using TorchSharp;
using static TorchSharp.torch;

namespace NormGpu.Torch.Tests;

public class HalfBranchTests : LibtorchTest
{
    [SkippableTheory, InlineData(ScalarType.Float16, false), InlineData(ScalarType.Float16, true), InlineData(ScalarType.Float32, true)]
    public void Both_gradients_meet_in_one_rounded_sum(ScalarType type, bool otherOrder)
    {
        var x = randn(3, 5, 4, 7).to(type).requires_grad_();
        var (left, right) = (randn(3, 5, 4, 7).to(type), randn(3, 5, 4, 7).to(type));
        if (otherOrder)
            right = right.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2);
        var (first, second) = HalfFunctions.Branch(x);
        TensorAssert.Same(x, first);
        TensorAssert.Same(x, second);
        autograd.backward([first, second], [left, right]);
        TensorAssert.Same((left.to(ScalarType.Float32) + right.to(ScalarType.Float32)).to(type), x.grad);
    }

    [SkippableFact]
    public void A_branch_that_leads_nowhere_adds_nothing()
    {
        var x = randn(33).to(ScalarType.Float16).requires_grad_();
        var (first, _) = HalfFunctions.Branch(x);
        var dy = randn(33).to(ScalarType.Float16);
        first.backward([dy]);
        TensorAssert.Same(dy, x.grad);
    }

    [SkippableFact]
    public void Without_gradients_both_are_handles_of_the_same_memory()
    {
        var x = randn(5).to(ScalarType.Float16);
        var (first, second) = HalfFunctions.Branch(x);
        x.fill_(2);
        Assert.False(first.requires_grad);
        TensorAssert.Same(x, first);
        TensorAssert.Same(x, second);
    }

    [SkippableFact]
    public void A_sum_that_leaves_the_range_of_halves_is_infinite()
    {
        var x = ones(2, ScalarType.Float16).requires_grad_();
        var (first, second) = HalfFunctions.Branch(x);
        var dy = tensor(new[] { 60000f, float.NaN }).to(ScalarType.Float16);
        autograd.backward([first, second], [dy, dy]);
        Assert.Equal([float.PositiveInfinity, float.NaN], x.grad!.to(ScalarType.Float32).data<float>().ToArray());
    }
}
