using static TorchSharp.torch;

namespace NormGpu.Torch.Autograd;

internal sealed class BatchNormFunction : autograd.SingleTensorFunction<BatchNormFunction>
{
    public override string Name => nameof(BatchNormFunction);

    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars) => throw new NotSupportedException("not written yet");

    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output) => throw new NotSupportedException("not written yet");
}

internal sealed class BatchNormInferenceFunction : autograd.SingleTensorFunction<BatchNormInferenceFunction>
{
    public override string Name => nameof(BatchNormInferenceFunction);

    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars) => throw new NotSupportedException("not written yet");

    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output) => throw new NotSupportedException("not written yet");
}
