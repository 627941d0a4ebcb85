using NormGpu.Host;
using NormGpu.Torch.Autograd;
using NormGpu.Torch.Memory;
using static TorchSharp.torch;

namespace NormGpu.Torch.Half;

/// <summary>The end of a residual block on half bits: max(left + right, 0), the sum rounded to half. Saves its output, which the next layer saves as well.</summary>
internal sealed unsafe class HalfAddRelu : autograd.SingleTensorFunction<HalfAddRelu>
{
    public override string Name => nameof(HalfAddRelu);

    /// <summary>max(left + right, 0) of two half CPU tensors of one shape.</summary>
    public static Tensor Run(Tensor left, Tensor right)
    {
        var call = new HalfCall(inputs => inputs[0]!, gradients: null, inputs: 2);
        if (!call.Want(left, right))
            return Compute(left, right);
        var y = apply(left, right, call);
        call.Close();
        return y;
    }

    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        var y = Compute((Tensor)vars[0], (Tensor)vars[1]);
        // A handle apart from y, which becomes the output: an output saved by its own node would keep itself alive.
        ctx.save_for_backward([((HalfCall)vars[2]).CloseAfterwards(y.detach())]);
        return y;
    }

    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
        => BackwardErrors.Guard(3, [grad_output], () => Gradients(ctx, grad_output), () => [BackwardErrors.NaNLike(grad_output), BackwardErrors.NaNLike(grad_output), null]);

    private static Tensor Compute(Tensor left, Tensor right)
    {
        using var first = DenseTensor.Of(left);
        using var second = DenseTensor.InOrderOf(first.Tensor, right);
        var y = empty_like(first.Tensor);
        HalfAddition.AddRelu(TensorMemory.Halves(first.Tensor), TensorMemory.Halves(second.Tensor), TensorMemory.Halves(y), y.numel(), get_num_threads());
        return y;
    }

    private static List<Tensor?> Gradients(autograd.AutogradContext ctx, Tensor grad)
    {
        using var y = ctx.get_saved_variables()[0];
        var gradient = HalfRelu.WhereKept(y, grad);
        return [gradient, gradient.alias(), null];
    }
}
