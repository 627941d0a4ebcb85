using NormGpu.Torch.Autograd;
using NormGpu.Torch.Memory;
using TorchSharp;
using static TorchSharp.torch;

namespace NormGpu.Torch.Half;

/// <summary>
/// Any operation in FP32 on half values, its result rounded to half: what tensor cores do, and what libtorch's CPU lacks. Saves the half inputs only;
/// the backward pass widens them again.
/// </summary>
internal sealed class HalfOperation : autograd.SingleTensorFunction<HalfOperation>
{
    private const string CallKey = "call";

    public override string Name => nameof(HalfOperation);

    /// <summary>Whether a tensor needs this detour: half, and in CPU memory.</summary>
    public static bool Needs(Tensor tensor) => tensor.dtype == ScalarType.Float16 && tensor.device_type == DeviceType.CPU;

    /// <summary>The operation's result; in half where the first input is half on the CPU, else whatever the operation gives directly.</summary>
    public static Tensor Run(Func<Tensor?[], Tensor> operation, params Tensor?[] inputs) => Run(new HalfCall(operation, gradients: null, inputs.Length), inputs);

    /// <summary>The same of a call that says more.</summary>
    public static Tensor Run(HalfCall call, params Tensor?[] inputs)
    {
        BackwardErrors.ThrowIfAny();
        if (!Needs(inputs[0]!))
            return call.Operation(inputs);
        return call.Want(inputs) ? apply([call, .. inputs!]) : Compute(call, inputs);
    }

    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        var call = (HalfCall)vars[0];
        var inputs = vars.Skip(1).Cast<Tensor?>().ToArray();
        ctx.save_for_backward([.. inputs.OfType<Tensor>()]);
        ctx.save_data(CallKey, call);
        ctx.save_data("present", inputs.Select(input => input is not null).ToArray());
        return Compute(call, inputs);
    }

    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
    {
        var call = (HalfCall)ctx.get_data(CallKey)!;
        return BackwardErrors.Guard(1 + call.Inputs, [grad_output], () => Gradients(ctx, call, grad_output), () => Substitutes(ctx, call));
    }

    private static Tensor Compute(HalfCall call, Tensor?[] inputs)
    {
        var wide = call.Widen(inputs);
        using var result = call.Operation(wide);
        var narrow = NarrowLike(inputs[0]!, result);
        Dispose(wide);
        return narrow;
    }

    private static List<Tensor?> Gradients(autograd.AutogradContext ctx, HalfCall call, Tensor grad)
    {
        var inputs = Inputs(ctx);
        var wide = call.Widen(inputs);
        using var wideGrad = call.Widen(grad);
        var found = call.Gradients(wide, wideGrad);
        var gradients = new List<Tensor?> { null };
        var next = 0;
        for (var i = 0; i < inputs.Length; i++)
            gradients.Add(call.Wanted[i] ? InTypeOf(inputs[i]!, found[next++]) : null);
        Dispose(wide);
        Dispose(inputs);
        return gradients;
    }

    private static List<Tensor?> Substitutes(autograd.AutogradContext ctx, HalfCall call)
        => [null, .. Inputs(ctx).Select((input, i) => call.Wanted[i] ? BackwardErrors.NaNLike(input) : null)];

    private static Tensor?[] Inputs(autograd.AutogradContext ctx)
    {
        var saved = new Queue<Tensor>(ctx.get_saved_variables());
        return ((bool[])ctx.get_data("present")!).Select(present => present ? saved.Dequeue() : null).ToArray();
    }

    /// <summary>In half, contiguous where another tensor is.</summary>
    private static Tensor NarrowLike(Tensor model, Tensor tensor) => model.is_contiguous() ? HalfTensor.NarrowContiguous(tensor) : HalfTensor.Narrow(tensor);

    private static Tensor InTypeOf(Tensor input, Tensor gradient)
    {
        if (input.dtype != ScalarType.Float16)
            return gradient;
        using (gradient)
            return NarrowLike(input, gradient);
    }

    private static void Dispose(IEnumerable<Tensor?> tensors)
    {
        foreach (var tensor in tensors)
            tensor?.Dispose();
    }
}
