using NormGpu.Torch.Autograd;
using static TorchSharp.torch;

namespace NormGpu.Torch.Half;

/// <summary>One call of an operation that is computed in FP32 on half values.</summary>
/// <param name="operation">The operation on FP32 tensors; must give the same result each time it is called, as the backward pass calls it again.</param>
/// <param name="inputs">How many tensors it takes; any but the first may be null.</param>
internal sealed class HalfCall(Func<Tensor?[], Tensor> operation, int inputs) : FunctionCall
{
    /// <summary>The operation on FP32 tensors.</summary>
    public Func<Tensor?[], Tensor> Operation => operation;

    /// <summary>How many tensors it takes.</summary>
    public int Inputs => inputs;
}
