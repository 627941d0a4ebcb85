using NormGpu.Torch.Autograd;
using NormGpu.Torch.Memory;
using static TorchSharp.torch;

namespace NormGpu.Torch.Half;

/// <summary>One call of an operation that is computed in FP32 on half values.</summary>
/// <param name="operation">The operation on FP32 tensors; must give the same result each time it is called.</param>
/// <param name="gradients">From inputs, gradient of the result and which inputs want one to the gradients of those; null to run the operation again and differentiate that.</param>
/// <param name="inputs">How many tensors it takes; any but the first may be null.</param>
/// <param name="channelsLast">Whether it is computed in channels-last order, what has four dimensions. The order of results stays that of the inputs.</param>
internal sealed class HalfCall(
    Func<Tensor?[], Tensor> operation, Func<Tensor?[], Tensor, bool[], IList<Tensor>>? gradients, int inputs, bool channelsLast = false) : FunctionCall
{
    /// <summary>The operation on FP32 tensors.</summary>
    public Func<Tensor?[], Tensor> Operation => operation;

    /// <summary>How many tensors it takes.</summary>
    public int Inputs => inputs;

    /// <summary>The inputs in FP32, in the order that they are computed in.</summary>
    public Tensor?[] Widen(IEnumerable<Tensor?> values) => [.. values.Select(value => value is null ? null : Widen(value))];

    /// <summary>An input, or the gradient of the result, likewise.</summary>
    public Tensor Widen(Tensor value) => channelsLast ? HalfTensor.WidenChannelsLast(value) : HalfTensor.Widen(value);

    /// <summary>Gradients of the inputs that want one, in FP32.</summary>
    /// <param name="values">The inputs in FP32.</param>
    /// <param name="grad">Of the result, in FP32.</param>
    public IList<Tensor> Gradients(Tensor?[] values, Tensor grad)
    {
        if (gradients is not null)
            return gradients(values, grad, Wanted);
        var wanted = new List<Tensor>();
        for (var i = 0; i < values.Length; i++)
        {
            if (Wanted[i])
                wanted.Add(values[i]!.requires_grad_());
        }

        using (enable_grad())
        {
            using var result = operation(values);
            return autograd.grad([result], wanted, [grad]);
        }
    }
}
