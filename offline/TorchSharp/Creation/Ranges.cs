using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public static Tensor arange(Scalar stop, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => arange(0, stop, 1, dtype, device, requires_grad);

    public static Tensor arange(Scalar start, Scalar stop, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        arange(start, stop, 1, dtype, device, requires_grad);

    public static Tensor arange(Scalar start, Scalar stop, Scalar step, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
    {
        bool integers = start.IsInteger && stop.IsInteger && step.IsInteger;
        ScalarType type = dtype ?? (integers ? ScalarType.Int64 : get_default_dtype());
        return Require(Aten.Call("arange.start_step", start, stop, step, type, Argument.None, device), requires_grad);
    }

    public static Tensor linspace(double start, double end, long steps, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Require(Aten.Call("linspace", start, end, steps, dtype ?? get_default_dtype(), Argument.None, device), requires_grad);
}
