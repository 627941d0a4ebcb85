using NormGpu.Torch.Memory;
using static TorchSharp.torch;
using Operators = NormGpu.Host.BatchNorm;

namespace NormGpu.Torch.Autograd;

/// <summary>Batch norm with given statistics, in the graph. Saves x and a copy of the statistics, which the next training batch would overwrite.</summary>
internal sealed unsafe class BatchNormInferenceFunction : autograd.SingleTensorFunction<BatchNormInferenceFunction>
{
    private const string CallKey = "call";

    public override string Name => nameof(BatchNormInferenceFunction);

    /// <summary>y, in the graph where a gradient is wanted.</summary>
    public static Tensor Run(Tensor x, Tensor? weight, Tensor? bias, InferenceCall call)
    {
        if (!call.Want(x, weight, bias))
            return Compute(x, weight, bias, call, save: null);
        var y = apply(x, weight!, bias!, call);
        call.Close();
        return y;
    }

    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
        => Compute((Tensor)vars[0], (Tensor?)vars[1], (Tensor?)vars[2], (InferenceCall)vars[3], ctx);

    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
        => BackwardErrors.Guard(4, [grad_output], () => Gradients(ctx, grad_output),
            () => BatchNormFunction.NaNGradients(((InferenceCall)ctx.get_data(CallKey)!).Wanted, grad_output));

    private static Tensor Compute(Tensor x, Tensor? weight, Tensor? bias, InferenceCall call, autograd.AutogradContext? save)
    {
        var layout = ChannelTensor.LayoutOf(x);
        var placement = call.Placement = Placement.Of(x, call.Device);
        var source = call.CloseAfterwards(ChannelTensor.Arrange(x, layout, placement));
        using var near = new NearTensors();
        var y = empty_like(source);
        Operators.Inference(call.Settings, ChannelTensor.ShapeOf(source, layout), ChannelTensor.TypeOf(x), TensorMemory.Address(source, placement), TensorMemory.Address(y, placement),
            near.Floats(weight), near.Floats(bias), near.Floats(call.RunningMean), near.Floats(call.RunningScale), get_num_threads(), placement.Device, placement.Place);
        if (save is null)
        {
            call.Close();
        }
        else
        {
            var mean = call.CloseAfterwards(call.RunningMean.detach().cpu().clone());
            // Mean-only has no scale; nobody reads what stands in its place.
            var scale = call.CloseAfterwards((call.RunningScale ?? call.RunningMean).detach().cpu().clone());
            save.save_for_backward(weight is null ? [source, mean, scale] : [source, mean, scale, weight, bias!]);
            save.save_data(CallKey, call);
        }

        GC.KeepAlive(source);
        return NearTensors.ToDeviceOf(x, y);
    }

    private static List<Tensor?> Gradients(autograd.AutogradContext ctx, Tensor grad)
    {
        var call = (InferenceCall)ctx.get_data(CallKey)!;
        var saved = ctx.get_saved_variables();
        var x = saved[0]!;
        var layout = ChannelTensor.LayoutOf(x);
        var placement = call.Placement;
        using var dy = ChannelTensor.Arrange(grad, layout, placement);
        var (weight, bias) = saved.Count > 3 ? (saved[3], saved[4]) : (null, null);
        using var near = new NearTensors();
        var dx = call.Wanted[0] ? empty_like(x) : null;
        var channels = x.shape[1];
        var dweight = call.Wanted[1] ? empty([channels], ScalarType.Float32) : null;
        var dbias = call.Wanted[2] ? empty([channels], ScalarType.Float32) : null;
        Operators.BackwardInference(call.Settings, ChannelTensor.ShapeOf(x, layout), ChannelTensor.TypeOf(x), TensorMemory.Address(x, placement), TensorMemory.Address(dy, placement),
            dx is null ? null : TensorMemory.Address(dx, placement), near.Floats(weight), near.Floats(bias), TensorMemory.Floats(saved[1]), TensorMemory.Floats(saved[2]),
            TensorMemory.Floats(dweight), TensorMemory.Floats(dbias), get_num_threads(), placement.Device, placement.Place);
        saved.ForEach(tensor => tensor?.Dispose());
        return [NearTensors.ToDeviceOf(grad, dx), NearTensors.ToDeviceOf(grad, dweight), NearTensors.ToDeviceOf(grad, dbias), null];
    }
}
