using NormGpu.Host;
using NormGpu.Torch.Autograd;
using NormGpu.Torch.Memory;
using static TorchSharp.torch;

namespace NormGpu.Torch.Half;

/// <summary>Two outputs that are the input; its gradient is the sum of theirs, rounded to half once as libtorch does where a tensor is used twice.</summary>
internal sealed unsafe class HalfBranch : autograd.MultiTensorFunction<HalfBranch>
{
    public override string Name => nameof(HalfBranch);

    /// <summary>Two handles of a half CPU tensor.</summary>
    public static (Tensor First, Tensor Second) Run(Tensor x)
    {
        if (!x.requires_grad || !is_grad_enabled())
            return (x.alias(), x.alias());
        var both = apply(x);
        return (both[0], both[1]);
    }

    public override List<Tensor> forward(autograd.AutogradContext ctx, params object[] vars)
    {
        var x = (Tensor)vars[0];
        return [x.detach(), x.detach()];
    }

    public override List<Tensor> backward(autograd.AutogradContext ctx, List<Tensor> grad_outputs)
        => BackwardErrors.Guard(1, grad_outputs, () => [Sum(grad_outputs[0], grad_outputs[1])], () => [BackwardErrors.NaNLike(grad_outputs[0])]);

    private static Tensor Sum(Tensor left, Tensor right)
    {
        using var first = DenseTensor.Of(left);
        using var second = DenseTensor.InOrderOf(first.Tensor, right);
        var sum = empty_like(first.Tensor);
        HalfAddition.Add(TensorMemory.Halves(first.Tensor), TensorMemory.Halves(second.Tensor), TensorMemory.Halves(sum), sum.numel(), get_num_threads());
        return sum;
    }
}
