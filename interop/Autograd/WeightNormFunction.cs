using NormGpu.Host;
using NormGpu.Torch.Memory;
using static TorchSharp.torch;
using Operators = NormGpu.Host.WeightNorm;

namespace NormGpu.Torch.Autograd;

/// <summary>Weight norm in the graph: w = gain·v/norm(v) for each index of dimension 0. Saves v, g and 2 floats a row.</summary>
internal sealed unsafe class WeightNormFunction : autograd.SingleTensorFunction<WeightNormFunction>
{
    private const string CallKey = "call";

    public override string Name => nameof(WeightNormFunction);

    /// <summary>w, in the graph where a gradient is wanted.</summary>
    /// <param name="v">(out, …), float16 or float32.</param>
    /// <param name="g">(out, 1, …) FP32, or null for the call's rho.</param>
    /// <param name="call">Norm and rho.</param>
    public static Tensor Run(Tensor v, Tensor? g, WeightNormCall call)
    {
        if (!call.Want(v, g))
            return Compute(v, g, call, save: null);
        var w = apply(v, g!, call);
        call.Close();
        return w;
    }

    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
        => Compute((Tensor)vars[0], (Tensor?)vars[1], (WeightNormCall)vars[2], ctx);

    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
        => BackwardErrors.Guard(3, [grad_output], () => Gradients(ctx, grad_output), () => Substitutes(ctx, grad_output));

    private static Tensor Compute(Tensor v, Tensor? g, WeightNormCall call, autograd.AutogradContext? save)
    {
        var source = call.CloseAfterwards(ChannelTensor.Values(v));
        var shape = WeightShape.FromDimensions(source.shape);
        var statistics = call.CloseAfterwards(empty([RowStatistics.Values, shape.Rows], ScalarType.Float32));
        using var near = new NearTensors();
        var w = empty_like(source);
        Operators.Forward(call.Norm, shape, ChannelTensor.TypeOf(v), TensorMemory.Address(source), TensorMemory.Address(w), near.Floats(g), call.Rho,
            new RowStatistics(TensorMemory.Floats(statistics), shape.Rows), get_num_threads());
        if (save is null)
        {
            call.Close();
        }
        else
        {
            save.save_for_backward(g is null ? [source, statistics] : [source, statistics, g]);
            save.save_data(CallKey, call);
        }

        GC.KeepAlive(source);
        GC.KeepAlive(statistics);
        return NearTensors.ToDeviceOf(v, w);
    }

    private static List<Tensor?> Gradients(autograd.AutogradContext ctx, Tensor grad)
    {
        var call = (WeightNormCall)ctx.get_data(CallKey)!;
        var saved = ctx.get_saved_variables();
        var v = saved[0]!;
        var g = saved.Count > 2 ? saved[2] : null;
        var shape = WeightShape.FromDimensions(v.shape);
        using var dw = ChannelTensor.Values(grad);
        using var near = new NearTensors();
        var dv = call.Wanted[0] ? empty_like(v) : null;
        var dg = call.Wanted[1] ? empty(g!.shape, ScalarType.Float32) : null;
        Operators.Backward(call.Norm, shape, ChannelTensor.TypeOf(v), TensorMemory.Address(v), TensorMemory.Address(dw),
            dv is null ? null : TensorMemory.Address(dv), near.Floats(g), call.Rho, new RowStatistics(TensorMemory.Floats(saved[1]), shape.Rows),
            TensorMemory.Floats(dg), get_num_threads());
        saved.ForEach(tensor => tensor?.Dispose());
        return [NearTensors.ToDeviceOf(grad, dv), NearTensors.ToDeviceOf(grad, dg), null];
    }

    private static List<Tensor?> Substitutes(autograd.AutogradContext ctx, Tensor grad)
    {
        var wanted = ((WeightNormCall)ctx.get_data(CallKey)!).Wanted;
        long[] perRow = [grad.shape[0], .. Enumerable.Repeat(1L, grad.shape.Length - 1)];
        return [wanted[0] ? BackwardErrors.NaNLike(grad) : null, wanted[1] ? full(perRow, double.NaN, ScalarType.Float32, grad.device) : null, null];
    }
}
