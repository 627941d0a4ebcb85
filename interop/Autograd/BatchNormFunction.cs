using NormGpu.Host;
using NormGpu.Torch.Memory;
using static TorchSharp.torch;
using Operators = NormGpu.Host.BatchNorm;

namespace NormGpu.Torch.Autograd;

/// <summary>Batch norm with the batch's statistics, in the graph. Saves x and 5 floats a channel, nothing else of the size of x.</summary>
internal sealed unsafe class BatchNormFunction : autograd.SingleTensorFunction<BatchNormFunction>
{
    private const string CallKey = "call";

    public override string Name => nameof(BatchNormFunction);

    /// <summary>y, in the graph where a gradient is wanted.</summary>
    public static Tensor Run(Tensor x, Tensor? weight, Tensor? bias, TrainingCall call)
    {
        if (!call.Want(x, weight, bias))
            return Compute(x, weight, bias, call, save: null);
        var y = apply(x, weight!, bias!, call);
        call.Close();
        return y;
    }

    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
        => Compute((Tensor)vars[0], (Tensor?)vars[1], (Tensor?)vars[2], (TrainingCall)vars[3], ctx);

    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
        => BackwardErrors.Guard(4, [grad_output], () => Gradients(ctx, grad_output), () => Substitutes(ctx, grad_output));

    private static Tensor Compute(Tensor x, Tensor? weight, Tensor? bias, TrainingCall call, autograd.AutogradContext? save)
    {
        var layout = ChannelTensor.LayoutOf(x);
        var placement = call.Placement = Placement.Of(x, call.Device);
        var source = call.CloseAfterwards(ChannelTensor.Arrange(x, layout, placement));
        var shape = ChannelTensor.ShapeOf(source, layout);
        var statistics = call.CloseAfterwards(empty([ChannelStatistics.Rows, shape.Channels], ScalarType.Float32));
        using var near = new NearTensors();
        var y = empty_like(source);
        var running = call.RunningMean is { } mean
            ? new RunningStatistics(near.Floats(mean, written: true), near.Floats(call.RunningScale, written: true), (float)call.Factor)
            : (RunningStatistics?)null;
        call.Nonfinite = Operators.Forward(call.Settings, shape, ChannelTensor.TypeOf(x), TensorMemory.Address(source, placement), TensorMemory.Address(y, placement),
            near.Floats(weight), near.Floats(bias), new ChannelStatistics(TensorMemory.Floats(statistics), shape.Channels), running, get_num_threads(), placement.Device, placement.Place);
        near.WriteBack();
        if (save is null)
        {
            call.Close();
        }
        else
        {
            save.save_for_backward(weight is null ? [source, statistics] : [source, statistics, weight, bias!]);
            save.save_data(CallKey, call);
        }

        GC.KeepAlive(source);
        GC.KeepAlive(statistics);
        return NearTensors.ToDeviceOf(x, y);
    }

    private static List<Tensor?> Gradients(autograd.AutogradContext ctx, Tensor grad)
    {
        var call = (TrainingCall)ctx.get_data(CallKey)!;
        var saved = ctx.get_saved_variables();
        var x = saved[0]!;
        var (weight, bias) = saved.Count > 2 ? (saved[2], saved[3]) : (null, null);
        var layout = ChannelTensor.LayoutOf(x);
        var placement = call.Placement;
        using var dy = ChannelTensor.Arrange(grad, layout, placement);
        using var near = new NearTensors();
        var dx = call.Wanted[0] ? empty_like(x) : null;
        var channels = x.shape[1];
        var dweight = call.Wanted[1] ? empty([channels], ScalarType.Float32) : null;
        var dbias = call.Wanted[2] ? empty([channels], ScalarType.Float32) : null;
        Operators.Backward(call.Settings, ChannelTensor.ShapeOf(x, layout), ChannelTensor.TypeOf(x), TensorMemory.Address(x, placement), TensorMemory.Address(dy, placement),
            dx is null ? null : TensorMemory.Address(dx, placement), near.Floats(weight), near.Floats(bias), new ChannelStatistics(TensorMemory.Floats(saved[1]), (int)channels),
            TensorMemory.Floats(dweight), TensorMemory.Floats(dbias), get_num_threads(), placement.Device, placement.Place);
        saved.ForEach(tensor => tensor?.Dispose());
        return [NearTensors.ToDeviceOf(grad, dx), NearTensors.ToDeviceOf(grad, dweight), NearTensors.ToDeviceOf(grad, dbias), null];
    }

    private static List<Tensor?> Substitutes(autograd.AutogradContext ctx, Tensor grad)
    {
        var wanted = ((TrainingCall)ctx.get_data(CallKey)!).Wanted;
        return NaNGradients(wanted, grad);
    }

    /// <summary>NaN in place of dx, dweight and dbias.</summary>
    internal static List<Tensor?> NaNGradients(bool[] wanted, Tensor grad)
    {
        Tensor? Channels(bool want) => want ? full([grad.shape[1]], double.NaN, ScalarType.Float32, grad.device) : null;
        return [wanted[0] ? BackwardErrors.NaNLike(grad) : null, Channels(wanted[1]), Channels(wanted[2]), null];
    }
}
