using NormGpu.Host;
using NormGpu.Torch.Autograd;
using NormGpu.Torch.Memory;
using static TorchSharp.torch;

namespace NormGpu.Torch.Half;

/// <summary>ReLU on half bits: the sign decides, no conversion. NaN passes. Saves its output, which the next layer saves as well.</summary>
internal sealed unsafe class HalfRelu : autograd.SingleTensorFunction<HalfRelu>
{
    public override string Name => nameof(HalfRelu);

    /// <summary>max(x, 0) of a half CPU tensor.</summary>
    public static Tensor Run(Tensor x)
    {
        var call = new HalfCall(inputs => inputs[0]!, gradients: null, inputs: 1);
        if (!call.Want(x))
            return Compute(x);
        var y = apply(x, call);
        call.Close();
        return y;
    }

    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        var y = Compute((Tensor)vars[0]);
        // A handle apart from y, which becomes the output: an output saved by its own node would keep itself alive.
        ctx.save_for_backward([((HalfCall)vars[1]).CloseAfterwards(y.detach())]);
        return y;
    }

    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
        => BackwardErrors.Guard(2, [grad_output], () => Gradients(ctx, grad_output), () => [BackwardErrors.NaNLike(grad_output), null]);

    /// <summary>dy where y is not 0.</summary>
    internal static Tensor WhereKept(Tensor y, Tensor grad)
    {
        using var dy = DenseTensor.InOrderOf(y, grad);
        var dx = empty_like(y);
        HalfRectification.Backward(TensorMemory.Halves(y), TensorMemory.Halves(dy.Tensor), TensorMemory.Halves(dx), dx.numel(), get_num_threads());
        GC.KeepAlive(y);
        return dx;
    }

    private static Tensor Compute(Tensor x)
    {
        using var source = DenseTensor.Of(x);
        var y = empty_like(source.Tensor);
        HalfRectification.Forward(TensorMemory.Halves(source.Tensor), TensorMemory.Halves(y), y.numel(), get_num_threads());
        return y;
    }

    private static List<Tensor?> Gradients(autograd.AutogradContext ctx, Tensor grad)
    {
        using var y = ctx.get_saved_variables()[0];
        return [WhereKept(y, grad), null];
    }
}
